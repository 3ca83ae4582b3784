package org.exeunt.datasets.agnews;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.DatasetPlugins;
import org.exeunt.datasets.RealData;
import org.exeunt.datasets.TestFolder;
import org.exeunt.datasets.agnews.AgNewsSource.Options.Text;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.hostile.HostileInput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgNewsSourceTest {
    private static final String TRAIN =
            """
            "3","Oil up","Oil\\is ""up"", again.\\"
            "1","Vote","Oil vote,
            in two lines"
            """;

    @TempDir
    Path folder;

    private final RecordingContext context = new RecordingContext();

    private TestFolder files;

    @BeforeEach
    void writeFiles() throws IOException {
        files = TestFolder.in(folder).with("train.csv", TRAIN).with("test.csv", "\"2\",\"Cup\",\"Up\"");
    }

    @Test
    void readsTextsLikeNewsItems() throws IOException {
        InputReader reader = source(folder, Text.TITLE_AND_DESCRIPTION, 8, 32_000)
                .inputReader()
                .orElseThrow();
        Path file = Files.writeString(folder.resolve("input.txt"), "Oil vote: UNHEARD cup");
        assertThat(reader.read(file)).containsExactly(1, 4, 7, 2, 10, 0, 0, 0);
        Files.writeString(file, "Oil up Oil\\is \"up\", again.\\");
        assertThat(reader.read(file)).containsExactly(1, 4, 5, 4, 12, 5, 6, 9);
        Files.writeString(file, " ;\n");
        assertThatThrownBy(() -> reader.read(file)).hasMessageContainingAll("input.txt", "no word");
    }

    @Test
    void readsBackslashesAsSpaces() {
        Dataset news = load(folder, Text.TITLE_AND_DESCRIPTION, 8, 32_000);
        assertThat(IntStream.range(0, 3).map(news.all()::label)).containsExactly(2, 0, 1);
        assertThat(news.classNames()).containsExactly("World", "Sports", "Business", "Sci/Tech");
        assertThat(news.input()).isEqualTo(InputShape.tokens(8, 32_000));
        // oil 3, up 3, vote 2, then ',' twice: , 2 and vote 2 in the order of strings; then . again cup in is lines two
        // oil=4 up=5 ,=6 vote=7 .=8 again=9 cup=10 in=11 is=12 lines=13 two=14
        assertThat(tokens(news.train(), 0, 8)).containsExactly(1, 4, 5, 4, 12, 5, 6, 9);
        assertThat(tokens(news.train(), 1, 8)).containsExactly(1, 7, 4, 7, 6, 11, 14, 13);
        assertThat(tokens(news.test(), 0, 8)).containsExactly(1, 10, 5, 0, 0, 0, 0, 0);
        RealData.assertFilesCoverAllExamples(news);
        assertThat(context.warnings()).singleElement().asString().contains("3 of 127,600");
    }

    @Test
    void readsOnlyTitlesIfConfigured() {
        Dataset news = load(folder, Text.TITLE_ONLY, 4, 32_000);
        // up 1, oil 1, vote 1, cup 1: cup=4 oil=5 up=6 vote=7
        assertThat(tokens(news.train(), 0, 4)).containsExactly(1, 5, 6, 0);
        assertThat(tokens(news.test(), 0, 4)).containsExactly(1, 4, 0, 0);
    }

    @Test
    void aSmallVocabularyKeepsFrequentTokens() {
        Dataset news = load(folder, Text.TITLE_AND_DESCRIPTION, 8, 6);
        assertThat(tokens(news.train(), 0, 8)).containsExactly(1, 4, 5, 4, 2, 5, 2, 2);
    }

    @Test
    void skipsAHeaderLine() throws IOException {
        Dataset plain = load(folder, Text.TITLE_AND_DESCRIPTION, 8, 100);
        Files.writeString(
                folder.resolve("train.csv"), "\uFEFFClass Index,Title,Description\n" + TRAIN.replace("\n", "\r\n"));
        Dataset headed = load(folder, Text.TITLE_AND_DESCRIPTION, 8, 100);
        assertThat(headed.train().size()).isEqualTo(2);
        assertThat(tokens(headed.train(), 0, 8)).isEqualTo(tokens(plain.train(), 0, 8));
    }

    @Test
    void refusesDamagedFiles() throws IOException {
        DatasetSource source = source(folder, Text.TITLE_AND_DESCRIPTION, 8, 100);
        files.assertRequired(source, "train.csv", "test.csv");
        files.assertInvalid(source, "test.csv", TRAIN, "test.csv", "a copy");
        files.assertInvalid(source, "test.csv", "Class Index,Title,Description\n", "no rows");
        String columns = "three columns: class (1 to 4), title and description";
        files.assertInvalid(source, "train.csv", TRAIN + "\"3\",\"Oil\"\n", "train.csv, line 4: [3, Oil]", columns);
        files.assertInvalid(source, "train.csv", "\"3\",\"Oil\",\"a\",\"b\"\n", "line 1", columns);
        for (String wrong : new String[] {"5", "0", "World", ""}) {
            files.assertInvalid(source, "test.csv", "1,a,b\n\"" + wrong + "\",a,b\n", "line 2: [" + wrong, columns);
        }
        files.assertInvalid(source, "train.csv", "label,title,text\n" + TRAIN, "line 1: [label", columns);
        files.assertInvalid(source, "train.csv", "\"3\",\"Oil\",\"a\"\n\"3\",\"Oil", "line 2", "closing quote");
        files.assertInvalid(source, "train.csv", "\"3\",\"Oil\"up,\"a\"\n", "line 1", "expected CSV");
        byte[] latin = "\"3\",\"\u00e9\",\"b\"".getBytes(StandardCharsets.ISO_8859_1);
        files.assertInvalid(source, "train.csv", latin, "line 1: byte 0xE9 at offset 5; expected UTF-8");
    }

    @Test
    void damagedFilesAreRefusedOrRead() {
        files.fuzz(HostileInput.of("agnews", 1_000), source(folder, Text.TITLE_AND_DESCRIPTION, 8, 20));
    }

    @Test
    void realClassFrequenciesAreAsPublished() {
        Dataset news = load(RealData.folder("ag_news_csv"), Text.TITLE_AND_DESCRIPTION, 200, 32_000);
        assertThat(RealData.ofFile(news, "train.csv").classCounts(4)).containsExactly(5573, 5543, 5575, 5732);
        assertThat(news.test().classCounts(4)).containsOnly(1900);
        assertThat(context.warnings()).singleElement().asString().contains("30,023 of 127,600");
        int most = 0;
        for (int i = 0; i < news.all().size(); i++) {
            int[] tokens = tokens(news.all(), i, 200);
            assertThat(tokens[0]).isEqualTo(1);
            assertThat(tokens[1]).as("item %d has text", i).isNotZero();
            for (int token : tokens) {
                most = Math.max(most, token);
            }
        }
        assertThat(most).as("the vocabulary is full").isEqualTo(31_999);
    }

    private static int[] tokens(Examples examples, int index, int length) {
        float[] copied = new float[length + 1];
        copied[length] = -1;
        examples.copyTo(index, copied, 0);
        assertThat(copied[length]).as("the value after the sequence").isEqualTo(-1);
        return IntStream.range(0, length).map(i -> (int) copied[i]).toArray();
    }

    private Dataset load(Path from, Text text, int length, int vocabulary) {
        return source(from, text, length, vocabulary).load(new RandomStreams(0));
    }

    private DatasetSource source(Path from, Text text, int length, int vocabulary) {
        return new DatasetPlugins()
                .choose(
                        DatasetSource.class,
                        "agnews",
                        new AgNewsSource.Options(from, text, length, vocabulary, Optional.empty()))
                .create(context);
    }
}
