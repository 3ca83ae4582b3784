package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.exeunt.api.ClientId;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.testsupport.SafetensorsFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vocabulary in exported models of texts, and the function of docs/export.md that reads texts by it. */
class ExportedVocabularyTest {
    private static final Path EXAMPLES = Path.of("..", "examples", "own-data");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TEXTS = List.of(
            "Heavy rain is expected by noon.",
            "\"Quoted\"; the dough (golden), isn't it? <br />Yes: <BR /> no!",
            "a backslash\\is a space, <unk> and <pad> are words",
            "tabs\tand\nlines\r\nand\u00a0other\u2003spaces\u3000end, but no\u001cseparator",
            "ΟΔΟΣ İstanbul STRASSE Größe ǅ 𝒳 🙂",
            "the team ".repeat(40),
            "x");

    @TempDir
    static Path folder;

    private static Path notes;
    private static String run;

    @BeforeAll
    static void finishRun() throws IOException {
        notes = Files.copy(EXAMPLES.resolve("notes.jsonl"), folder.resolve("notes.jsonl"));
        run = TrainedRun.of(
                        EXAMPLES.resolve("text.json"),
                        folder.resolve("runs"),
                        "dataset.path=" + notes,
                        "dataset.vocabulary=60",
                        "network.backbone.vocabulary=60",
                        "training.rounds=1")
                .directory()
                .toString();
    }

    private static byte[] export(String format) throws IOException {
        Path file = folder.resolve("model." + format);
        CommandLineRun.succeeding("export %s --client 0 --format %s --output %s", run, format, file);
        return Files.readAllBytes(file);
    }

    @Test
    void everyFormatContainsTheVocabulary() throws IOException {
        JsonNode described =
                JSON.readTree(SafetensorsFile.of(export("safetensors")).metadata("input"));
        assertThat(described.get("vocabulary"))
                .hasSize(60)
                .extracting(JsonNode::textValue)
                .startsWith("<pad>", "<cls>", "<unk>", "<eos>", ".")
                .doesNotHaveDuplicates();
        String model = new String(export("onnx"), StandardCharsets.UTF_8);
        Matcher vocabulary = Pattern.compile("\"vocabulary\" : (\\[.*?])\\s").matcher(model);
        assertThat(vocabulary.find()).isTrue();
        assertThat(JSON.readTree(vocabulary.group(1))).isEqualTo(described.get("vocabulary"));
    }

    @Test
    void changedTextsAreRefused() throws IOException {
        String content = Files.readString(notes);
        Files.writeString(notes, content + "{\"text\": \"Snow\", \"label\": \"weather\", \"author\": \"lea\"}\n");
        try {
            CommandLineRun.of("export %s --client 0 --format safetensors --output x", run)
                    .assertRefused(4, "DATA", "DATA-26", "notes.jsonl");
        } finally {
            Files.writeString(notes, content);
        }
    }

    @Test
    void pythonReadsTextsAsPredictDoes() throws IOException, InterruptedException {
        assumeTrue(hasPython(), "there is no python3");
        Path described = folder.resolve("described.json");
        Files.writeString(described, SafetensorsFile.of(export("safetensors")).metadata("input"));
        Path texts = Files.writeString(folder.resolve("texts.json"), JSON.writeValueAsString(TEXTS));
        Path ids = folder.resolve("ids.json");
        String program = function()
                + """
                import json, sys
                described, texts = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:3])
                json.dump([token_ids(text, described) for text in texts], open(sys.argv[3], "w"))
                """;
        Process python = new ProcessBuilder(
                        "python3", "-c", program, described.toString(), texts.toString(), ids.toString())
                .inheritIO()
                .start();
        assertThat(python.waitFor()).isZero();
        assertThat(JSON.readTree(ids.toFile())).isEqualTo(JSON.valueToTree(idsOfPredict()));
    }

    private static List<int[]> idsOfPredict() throws IOException {
        List<int[]> all = new ArrayList<>();
        try (PersonalModel model = PersonalModel.open(
                Path.of(run), new ClientId(0), "{\"type\": \"confidence\", \"thresholds\": [0.8]}")) {
            for (String text : TEXTS) {
                float[] values = model.read(Files.writeString(folder.resolve("text.txt"), text));
                int[] ids = new int[values.length];
                for (int i = 0; i < ids.length; i++) {
                    ids[i] = (int) values[i];
                }
                all.add(ids);
            }
        }
        return all;
    }

    private static String function() throws IOException {
        String section = Files.readString(Path.of("..", "docs", "export.md")).split("\n## Texts\n", 2)[1];
        return section.substring(section.indexOf("```python\n") + 10, section.indexOf("\n```\n") + 1);
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }
}
