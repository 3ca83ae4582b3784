package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.run.Experiment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments from Java are the runs of the command, with the same files. */
class ExperimentTest {
    private static final String POLICY = "{\"type\": \"confidence\", \"thresholds\": [0.4]}";

    private final List<Integer> completed = new ArrayList<>();
    private final RunTracker tracker = new RunTracker() {
        @Override
        public void roundCompleted(Round round) {
            completed.add(round.number());
        }

        @Override
        public void close() {
            completed.add(0);
        }
    };

    @TempDir
    Path folder;

    @Test
    void isTheRunOfTheCommand() throws IOException {
        Experiment small = Experiment.of(TrainedRun.small()).runsDir(folder).with(tracker);
        Experiment changed = small.set("training.rounds", 2).set("strategy", "fedper");
        Experiment.Results results = changed.run();
        assertThat(results.reused()).isFalse();
        assertThat(completed).containsExactly(1, 2, 0);
        assertThat(results.rounds()).hasSize(2);

        TrainedRun command = TrainedRun.ofSmall(folder, "training.rounds=2", "strategy=fedper");
        assertThat(command.directory()).isEqualTo(results.directory());
        assertThat(command.json("summary.json")
                        .at("/final-round/exits/0/accuracy/mean")
                        .doubleValue())
                .isEqualTo(results.evaluation().accuracy().get(0));

        Experiment.Results again = changed.run();
        assertThat(again.reused()).isTrue();
        assertThat(again.rounds()).isEqualTo(results.rounds());
        assertThat(again.evaluation()).isEqualTo(results.evaluation());
        assertThat(completed).containsExactly(1, 2, 0, 0);
        assertThat(changed.rerun().rounds()).isEqualTo(results.rounds());
        assertThat(completed).containsExactly(1, 2, 0, 0, 1, 2, 0);
    }

    @Test
    void isTheSameFromTextAndFile() throws IOException {
        Experiment file = Experiment.of(TrainedRun.small()).runsDir(folder).set("training.rounds", 1);
        Experiment text = Experiment.of(Files.readString(TrainedRun.small())).runsDir(folder);
        assertThat(file.run().directory())
                .isEqualTo(text.set("training.rounds", 1).run().directory());
    }

    @Test
    void reportsAllProblems() {
        assertThatThrownBy(() -> Experiment.of("{ \"training\": { \"round\": 2 } }")
                        .set("strateg", "fedper")
                        .run())
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll("The configuration has", "training.round ", "strateg ", "dataset");
    }

    @Test
    void opensPersonalModels() {
        Experiment.Results results = Experiment.of(TrainedRun.small())
                .runsDir(folder)
                .set("training.rounds", 1)
                .run();
        try (PersonalModel model = results.model(new ClientId(1), POLICY)) {
            assertThat(model.predict(new float[model.input().size()]).label()).isBetween(0, 9);
        }
    }

    /** The first snippet of the page on Java, on a smaller run. */
    @Test
    void theSnippetOfThePageRunsInJShell() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "java.md"));
        String small = "%s\")).runsDir(Path.of(\"%s\"))"
                .formatted(TrainedRun.small(), folder)
                .replace('\\', '/');
        String snippet = page.substring(page.indexOf("```java\n") + 8, page.indexOf("```\n"))
                .replace("examples/quickstart.json\"))", small + ".set(\"training.rounds\", 1)");
        List<Object> failures = new ArrayList<>();
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            String rest = "import java.nio.file.*; import java.util.*; import org.exeunt.runtime.run.*; " + snippet;
            while (!rest.isBlank()) {
                SourceCodeAnalysis.CompletionInfo next =
                        shell.sourceCodeAnalysis().analyzeCompletion(rest);
                shell.eval(next.source()).stream()
                        .filter(event -> event.exception() != null || event.status() != Snippet.Status.VALID)
                        .forEach(failures::add);
                rest = next.remaining();
            }
        }
        assertThat(failures).isEmpty();
        assertThat(folder.toFile().listFiles(File::isDirectory)).hasSize(2);
    }
}
