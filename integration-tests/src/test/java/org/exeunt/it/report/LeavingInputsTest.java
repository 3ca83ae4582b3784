package org.exeunt.it.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.app.inspect.LeavingInputs;
import org.exeunt.app.report.Page;
import org.exeunt.app.table.Departures;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.run.RunOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The section of a run's page with the inputs of one client. */
class LeavingInputsTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(LeavingInputsTest.class.getClassLoader());
    private static final Path DATA = Path.of("..", "examples", "own-data");

    @TempDir
    Path folder;

    private static Page.Section section(Path run) {
        return LeavingInputs.of(FinishedRun.open(run), REGISTRY).orElseThrow();
    }

    private static Departures departures(Page.Section section) {
        return (Departures) section.blocks().get(0);
    }

    private Path run(String... overrides) {
        return ToyRun.onDisk(folder.resolve("runs"), "fedavg", overrides)
                .directory()
                .orElseThrow();
    }

    /** Returns the exit where an input leaves at a threshold in %, 0-based. */
    private static int exit(Departures.Input input, int threshold) {
        int last = input.answers().size() - 1;
        return IntStream.range(0, last)
                .filter(exit -> input.answers().get(exit).confidence() >= threshold / 100.0)
                .findFirst()
                .orElse(last);
    }

    @Test
    void figuresAreThoseOfTheRunAndOfTheInputs() {
        Path run = run();
        List<ClientEvaluation> clients = new ArrayList<>(
                FinishedRun.open(run).records().finalEvaluation().clients());
        Page.Section section = section(run);
        ClientEvaluation shown = clients.stream()
                .filter(client -> section.text().startsWith("Client " + client.client() + " "))
                .findFirst()
                .orElseThrow();
        assertThat(clients.stream().filter(client -> client.meanAccuracy() < shown.meanAccuracy()))
                .hasSizeLessThanOrEqualTo(clients.size() / 2);
        assertThat(clients.stream().filter(client -> client.meanAccuracy() > shown.meanAccuracy()))
                .hasSizeLessThanOrEqualTo(clients.size() / 2);

        Departures all = departures(section);
        assertThat(all.steps()).hasSize(101);
        assertThat(all.exits()).hasSize(3).allMatch(exit -> exit.matches("\\d+\\.\\d % of the MACs"));
        assertThat(all.inputs()).hasSize(shown.examples());
        assertThat(all.whole()).isEqualTo(100 * shown.exits().get(2).accuracy());
        assertThat(all.steps().get(100).macsSaved()).isNegative();
        for (int threshold = 50; threshold <= 90; threshold += 10) {
            ClientEvaluation.RuleResult recorded = shown.rules().get(threshold / 10 - 5);
            assertThat(recorded.label()).isEqualTo("confidence 0.%d", threshold);
            assertThat(all.steps().get(threshold).accuracy()).isEqualTo(100 * recorded.accuracy());
        }
        for (int threshold = 0; threshold <= 100; threshold++) {
            double[] shares = new double[3];
            double accuracy = 0;
            for (Departures.Input input : all.inputs()) {
                int exit = exit(input, threshold);
                shares[exit] += 100.0 / all.inputs().size();
                accuracy += input.answers().get(exit).label().equals(input.label())
                        ? 100.0 / all.inputs().size()
                        : 0;
            }
            Departures.Step step = all.steps().get(threshold);
            assertThat(step.accuracy()).isCloseTo(accuracy, within(1e-9));
            double least = threshold / 100.0;
            assertThat(all.tested().stream().filter(input -> isCorrect(input, least)))
                    .as("correct answers of all inputs")
                    .hasSize((int) Math.round(step.accuracy() / 100 * shown.examples()));
            for (int exit = 0; exit < 3; exit++) {
                assertThat(step.shares().get(exit)).isCloseTo(shares[exit], within(1e-9));
            }
        }
    }

    /** Returns whether the answer of an input at the exit where it leaves is its class. */
    private static boolean isCorrect(double[] input, double threshold) {
        int exit = 1;
        while (2 * exit + 1 < input.length && input[2 * exit] < threshold) {
            exit++;
        }
        return input[2 * exit - 1] == input[0];
    }

    @ParameterizedTest
    @CsvSource({
        "image-folder, dir, pictures, data:image/png;base64.[\\w+/=]+",
        "arrays, dir, motions, data:image/svg\\+xml;base64.[\\w+/=]+",
        "text, path, notes.jsonl, ([a-z0-9.']+ ){3}.*",
        "csv, file, trees.csv, 'soil = \\w+, height_cm = [\\d.]+, leaf_length_cm = [\\d.]+, leaf_width_cm = [\\d.]+'"
    })
    void everyKindOfInputIsShown(String type, String key, String data, String expected) throws IOException {
        String example = Files.readString(DATA.resolve(type + ".json"))
                .replaceAll("(?s).*(\"dataset\":\\s*\\{.*?}).*", "$1")
                .replace("\"dataset\":", "dataset=")
                .replace("examples/own-data", DATA.toString());
        Departures all = departures(section(
                run(example, "training.rounds=1", "partition={\"type\": \"natural\", \"hold-out\": \"random\"}")));
        assertThat(all.inputs())
                .hasSizeGreaterThan(3)
                .extracting(Departures.Input::content)
                .allSatisfy(content -> assertThat(content).matches(expected));
        assertThat(all.inputs().stream().distinct())
                .hasSizeGreaterThan(all.inputs().size() / 2);
    }

    @Test
    void thresholdIsFirstThatOfTheChosenRule() {
        Path run = run(
                "partition.validation-fraction=0.25",
                "evaluation.accuracy-slack=0.2",
                "evaluation.exit-policies=[\"confidence\"]");
        String label = FinishedRun.open(run)
                .records()
                .summary()
                .reliability()
                .chosen()
                .get(0)
                .label();
        Departures all = departures(section(run));
        assertThat(label).isEqualTo("confidence 0.%d", all.chosen());
        assertThat(all.overall())
                .startsWith("All clients: ")
                .endsWith(" (%s, chosen on validation examples).".formatted(label));
        assertThat(departures(section(run())).chosen()).as("without a rule").isEqualTo(80);
    }

    @Test
    void someOfManyInputsAreEvenlySpaced() {
        String[] many = {"partition.clients=1", "partition.test-fraction=0.5", "training.participation=1"};
        Page.Section section = section(run(many));
        assertThat(section.text()).contains("120 test inputs, of which 60 are shown");
        assertThat(departures(section).inputs()).hasSize(60);
        assertThat(departures(section).tested()).hasSize(120);
    }

    @Test
    void reportOfAResumedRunHasTheSamePage() throws IOException {
        RunOptions stopped = RunOptions.onDisk(Path.of(""), folder.resolve("stopped"), () -> 0L)
                .withCheckpoints(Duration.ZERO);
        ToyRun.stopAfter(2, stopped, "fedper");
        Path resumed = ToyRun.with(stopped, "fedper").directory().orElseThrow();
        Path uninterrupted =
                ToyRun.onDisk(folder.resolve("whole"), "fedper").directory().orElseThrow();
        String title = "\"title\":\"Which inputs leave where\"";
        List<String> sections = new ArrayList<>();
        for (Path run : List.of(resumed, uninterrupted)) {
            String page = Files.readString(
                    Path.of(CommandLineRun.succeeding("report %s", run).out().strip()));
            assertThat(page).containsOnlyOnce(title);
            sections.add(page.substring(page.indexOf(title), page.indexOf("\"title\":\"Results\"")));
        }
        assertThat(sections.get(0)).isEqualTo(sections.get(1)).contains("\"steps\":[{\"accuracy\":");
    }

    @Test
    void sectionIsLeftOutWithoutDataOrModels() throws IOException {
        Path table = Files.copy(DATA.resolve("trees.csv"), folder.resolve("trees.csv"));
        Path run = run("dataset={\"type\": \"csv\", \"file\": \"%s\", \"label\": \"species\"}".formatted(table));
        Path unsaved = run("evaluation.save-models=false");
        Files.delete(table);
        for (List<?> each : List.of(List.of(run, "DATA-10"), List.of(unsaved, "DATA-24"))) {
            CommandLineRun report = CommandLineRun.succeeding("report %s", each.get(0));
            assertThat(report.err())
                    .contains(
                            "note: 'Which inputs leave where' is left out",
                            each.get(1).toString());
            assertThat(Files.readString(Path.of(report.out().strip())))
                    .contains("'Which inputs leave where' is left out", "(" + each.get(1) + ")", "Accuracy of exits");
        }
        assertThat(LeavingInputs.of(FinishedRun.open(run("network.hidden=[6]")), REGISTRY))
                .as("a network of one exit")
                .isEmpty();
    }
}
