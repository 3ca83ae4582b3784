package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.exeunt.it.support.TrainedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/notebook}, cell by cell in JShell, on which the kernel of the notebook is built. */
class NotebookTest {
    @TempDir
    Path folder;

    @Test
    void everyCellRuns() throws IOException {
        Path config = Files.writeString(
                folder.resolve("run.json"),
                """
                {
                  "name": "quickstart", "seed": 1,
                  "dataset":   { "type": "shapes", "train": 160, "test": 20 },
                  "partition": { "type": "iid", "clients": 4, "test-fraction": 0.25 },
                  "network":   { "backbone": { "type": "convnet", "width": 8 } },
                  "strategy":  "fedper",
                  "training":  { "rounds": 1, "batch-size": 8 },
                  "evaluation": { "interval": 1, "exit-policies": [ "confidence" ] }
                }
                """);
        Path runs = folder.resolve("runs");
        TrainedRun.of(config, runs);

        JsonNode notebook = new ObjectMapper()
                .readTree(Path.of("../examples/notebook/personal-model.ipynb").toFile());
        assertThat(notebook.get("nbformat").intValue()).isEqualTo(4);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        // in this process, so that ND4J is loaded once; its cells print to the standard output of it
        try (JShell shell = JShell.builder().executionEngine("local").build();
                PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            shell.addToClasspath(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
            System.setOut(out);
            for (String cell : cells(notebook)) {
                run(shell, cell.replace("\"../../runs\"", "\"%s\"".formatted(runs)));
            }
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .containsPattern("classes: \\[.*disc.*]")
                .containsPattern("\\w+ \\(\\d+\\.\\d %\\) at exit [123]\n")
                .containsPattern("0\\.2: exit [123], [\\d]+ MACs\n");
    }

    /** Returns the code of each cell without the kernel's own commands. */
    private static List<String> cells(JsonNode notebook) {
        List<String> cells = new ArrayList<>();
        for (JsonNode cell : notebook.get("cells")) {
            String source = StreamSupport.stream(cell.get("source").spliterator(), false)
                    .map(JsonNode::textValue)
                    .filter(line -> !line.startsWith("%"))
                    .collect(Collectors.joining());
            if (cell.get("cell_type").textValue().equals("code") && !source.isBlank()) {
                cells.add(source);
            }
        }
        assertThat(cells).hasSizeGreaterThan(4);
        return cells;
    }

    private static void run(JShell shell, String cell) {
        String rest = cell;
        while (!rest.isBlank()) {
            CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            for (SnippetEvent event : shell.eval(next.source())) {
                assertThat(event.status())
                        .as(
                                "%s%n%s",
                                event.snippet().source(),
                                shell.diagnostics(event.snippet())
                                        .map(each -> each.getMessage(null))
                                        .toList())
                        .isEqualTo(Snippet.Status.VALID);
                if (event.exception() != null) {
                    throw new AssertionError(event.snippet().source(), event.exception());
                }
            }
            rest = next.remaining();
        }
    }
}
