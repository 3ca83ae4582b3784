package org.exeunt.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.exeunt.datasets.Content.labels;
import static org.exeunt.datasets.Content.values;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.Errors;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.TestFolder;
import org.exeunt.datasets.userdata.ClassFolders.Layout;
import org.exeunt.datasets.userdata.RowOptions;
import org.exeunt.datasets.userdata.Table.Delimiter;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.hostile.HostileInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextSourceTest {
    @TempDir
    Path folder;

    private final RecordingContext context = new RecordingContext();
    private Optional<Path> testFile = Optional.empty();
    private Optional<String> owner = Optional.empty();
    private Optional<String> split = Optional.empty();
    private Tokens tokens = Tokens.WORDS;

    @Test
    void readsJsonLinesWithOwnersAndSplit() throws IOException {
        Path file = write(
                "mail.jsonl",
                """
                {"text": "Buy gold, buy!", "label": 10, "who": "zoe", "part": "train"}
                {"text": "Unheard gold", "label": 9, "who": "ann", "part": "test"}

                {"text": "See you", "label": 9, "who": "ann", "part": "train", "more": [1]}
                """);
        owner = Optional.of("who");
        split = Optional.of("part");
        Dataset dataset = load(file);
        assertThat(dataset.name()).isEqualTo("mail.jsonl");
        assertThat(dataset.input()).isEqualTo(InputShape.tokens(6, 100));
        assertThat(dataset.classNames()).containsExactly("9", "10");
        assertThat(labels(dataset.train())).containsExactly(1, 0);
        assertThat(labels(dataset.test())).containsExactly(0);
        // training tokens: buy 2, then ! , gold see you: 4=buy 5=! 6=, 7=gold 8=see 9=you
        assertThat(values(dataset, 0)).containsExactly(1, 4, 7, 6, 4, 5);
        assertThat(values(dataset, 1)).containsExactly(1, 8, 9, 0, 0, 0);
        assertThat(values(dataset, 2)).as("unknown to the training texts").containsExactly(1, 2, 7, 0, 0, 0);
        assertThat(dataset.owners().orElseThrow().names()).containsExactly("ann", "zoe");
        assertThat(dataset.owners().orElseThrow().ofExamples()).containsExactly(1, 0, 0);
        InputReader reader = source(file).inputReader().orElseThrow();
        assertThat(reader.read(write("in.txt", "BUY you\\gold"))).containsExactly(1, 4, 9, 7, 0, 0);
    }

    @Test
    void readsCharacters() throws IOException {
        tokens = Tokens.CHARACTERS;
        Path file = write("c.jsonl", "{\"text\": \"A b\", \"label\": 0}\n{\"text\": \"b\\\\😀b\", \"label\": 1}\n");
        Dataset dataset = load(file);
        // b three times, then space, A, backslash and 😀 in the order of the code points
        assertThat(values(dataset, 0)).containsExactly(1, 6, 5, 4, 0, 0);
        assertThat(values(dataset, 1)).containsExactly(1, 4, 7, 8, 4, 0);
        assertThat(source(file).inputReader().orElseThrow().read(write("in.txt", "bAx")))
                .containsExactly(1, 4, 6, 2, 0, 0);
    }

    @Test
    void readsCsvAndTsvWithATestFile() throws IOException {
        write("train.csv", "label,text\npos,\"Good, \"\"good\"\"\"\nneg,Bad\n");
        testFile = Optional.of(write("more/train.csv", "label,text\nneg,bad good\n"));
        Dataset dataset = load(folder.resolve("train.csv"));
        assertThat(dataset.classNames()).containsExactly("neg", "pos");
        // good 2, then , and bad: 4=good 5=, 6=bad
        assertThat(values(dataset, 0)).containsExactly(1, 4, 5, 4, 0, 0);
        assertThat(values(dataset, 2)).containsExactly(1, 6, 4, 0, 0, 0);
        assertThat(dataset.files()).extracting(Dataset.File::name).containsExactly("train/train.csv", "test/train.csv");
        testFile = Optional.empty();
        assertThat(values(load(write("train.tsv", "label\ttext\na\tx, y\nb\tz\n")), 0))
                .containsExactly(1, 5, 4, 6, 0, 0);
    }

    @Test
    void readsAFolderPerClass() throws IOException {
        write("texts/train/pos/1.txt", "Good");
        write("texts/train/neg/1.txt", "Bad bad");
        write("texts/test/neg/1.txt", "bad");
        Dataset dataset = load(folder.resolve("texts"));
        assertThat(dataset.classNames()).containsExactly("neg", "pos");
        assertThat(values(dataset, 0)).containsExactly(1, 4, 4, 0, 0, 0);
        assertThat(values(dataset, 1)).containsExactly(1, 5, 0, 0, 0, 0);
        assertThat(dataset.test().size()).isEqualTo(1);
        owner = Optional.of("who");
        assertRefused(folder.resolve("texts"), "dataset.layout");
    }

    /** Editors on Windows write a byte order mark before the first word. */
    @Test
    void marksAtTheStartAreIgnoredInTrainingAndPrediction() throws IOException {
        Path marked = write("texts/pos/1.txt", "\uFEFFGood");
        write("texts/neg/1.txt", "Bad");
        Dataset dataset = load(folder.resolve("texts"));
        InputReader reader = source(folder.resolve("texts")).inputReader().orElseThrow();
        assertThat(reader.read(marked)).isEqualTo(values(dataset, 1)).containsExactly(1, 5, 0, 0, 0, 0);
    }

    @Test
    void reportsAllWrongLines() throws IOException {
        Path file = write(
                "mail.jsonl",
                """
                {"text": "fine", "label": "a"}
                {"text": "fine"}
                [1]
                {"text": "fine", "label": {"is": "b"}}
                {"text": "fine", "label": null}
                {"text": "fine", "text": "twice", "label": "a"}
                {"text": "fine", "label": "b"} more
                null
                """);
        assertRefused(
                file,
                "7 problems",
                "line 2: no word or number in field 'label'; it has text",
                "line 3: no JSON object",
                "line 5: no label",
                "line 6: no JSON object",
                "line 7: no JSON object",
                "line 8: no JSON object");
    }

    @Test
    void aFieldThatAllLinesLackIsOneProblem() throws IOException {
        Path file = write("mail.jsonl", "{\"text\": \"fine\", \"topic\": 1}\n".repeat(30));
        assertRefused(file, "line 1: no word or number in field 'label'; it has text, topic (and at 29 other places)");
    }

    @Test
    void malformedLinesHaveNoNamesOfTheLibrary() throws IOException {
        Path file = write("mail.jsonl", "{\"text\": \"fine\"\n{\"text\" }\n");
        assertThatThrownBy(() -> load(file))
                .hasMessageContaining("line 1: no JSON object (Unexpected end-of-input")
                .hasMessageContaining("line 2: no JSON object (Unexpected character ('}')")
                .message()
                .doesNotContain("Source", "REDACTED", "code 125");
    }

    @Test
    void reportsTextsWithoutWords() throws IOException {
        Path file = write("mail.jsonl", "{\"text\": \" ;\", \"label\": 1}\n{\"text\": \"a\", \"label\": 0}\n");
        assertRefused(file, "mail.jsonl line 1: the text has no words");
    }

    @ParameterizedTest
    @CsvSource({"text, 1", "label, 2"})
    void refusesTextThatNoFileCanContain(String field, int line) throws IOException {
        String half = "\\ud83d";
        Path file = write(
                "mail.jsonl",
                "{\"text\": \"a %s\", \"label\": 1}%n{\"text\": \"a\", \"label\": \"%s\"}%n"
                        .formatted(field.equals("text") ? half : "", field.equals("label") ? half : "0"));
        assertRefused(file, "line %d: field '%s' contains half of a surrogate pair".formatted(line, field));
    }

    @Test
    void reportsOtherFiles() throws IOException {
        assertRefused(write("mail.xlsx", "x"), "another ending", ".jsonl");
        assertRefused(write("a.csv", "label,body\na,b\nc,d\n"), "'text' (dataset.text)", "body");
        write("texts/pos/1.txt", "Good");
        write("texts/neg/1.doc", "Bad");
        assertRefused(folder.resolve("texts"), "neg/1.doc: expected a .txt file");
        Files.delete(folder.resolve("texts/neg/1.doc"));
        Files.write(folder.resolve("texts/neg/1.txt"), "\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(folder.resolve("texts/neg/2.txt"), "a ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8));
        assertRefused(
                folder.resolve("texts"), "neg/1.txt", "not UTF-8", "neg/2.txt: it has 2097152 bytes, more than 1 MiB");
    }

    /** A data set is absent, which other commands allow, only if nothing of it exists. */
    @Test
    void aMissingTestFileIsAnError() throws IOException {
        Path missing = folder.resolve("test.jsonl");
        testFile = Optional.of(missing);
        for (Path file : List.of(
                write("train.jsonl", "{\"text\": \"fine\", \"label\": 1}\n{\"text\": \"bad\", \"label\": 0}\n"),
                write("train.csv", "label,text\npos,good\nneg,bad\n"))) {
            TestFolder.assertRefused(source(file), missing, Errors.DATA_11, "does not exist");
        }
        Path none = folder.resolve("none.jsonl");
        TestFolder.assertRefused(source(none), none, Errors.DATA_10, "does not exist");
    }

    private void assertRefused(Path file, String... mentions) {
        TestFolder.assertRefused(source(file), file, Errors.DATA_38, mentions);
    }

    @Test
    void damagedFilesAreRefusedOrRead() throws IOException {
        Path lines = Files.createDirectory(folder.resolve("lines"));
        TestFolder.in(lines)
                .with("a.jsonl", "{\"text\": \"Oil up\", \"label\": 1}\n{\"text\": \"Cup\", \"label\": \"b\"}\n")
                .fuzz(HostileInput.of("jsonl", 1_000), source(lines.resolve("a.jsonl")));
        Path texts = folder.resolve("texts");
        TestFolder.in(texts)
                .with("pos/1.txt", "Oil is up, again")
                .with("neg/1.txt", "It's \"down\"")
                .fuzz(HostileInput.of("text-folder", 500), source(texts));
    }

    private Dataset load(Path file) {
        return source(file).load(new RandomStreams(0));
    }

    private DatasetSource source(Path file) {
        return new TextSource.Format()
                .create(
                        new TextSource.Options(
                                file,
                                new RowOptions(testFile, "label", owner, split),
                                "text",
                                Delimiter.COMMA,
                                Layout.AUTO,
                                6,
                                100,
                                tokens,
                                Optional.empty()),
                        context);
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
