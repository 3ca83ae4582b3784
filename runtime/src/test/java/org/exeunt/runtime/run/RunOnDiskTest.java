package org.exeunt.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.Partition;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.Feedback;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.config.run.AttackConfig;
import org.exeunt.config.run.ClientStateStorage;
import org.exeunt.config.run.FaultsConfig;
import org.exeunt.config.run.TrainingConfig;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.testsupport.Blobs;
import org.exeunt.testsupport.SharedBlocks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunOnDiskTest {
    @TempDir
    Path folder;

    private final RunBuilder run = new RunBuilder();
    private final AtomicInteger clock = new AtomicInteger();

    private RunOptions options() {
        return RunOptions.onDisk(folder, folder.resolve("runs"), clock::incrementAndGet);
    }

    private RunResult execute() {
        return run.execute(options());
    }

    private List<String> left() throws IOException {
        Path runs = folder.resolve("runs");
        if (!Files.exists(runs)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(runs)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".lock"))
                    .sorted()
                    .toList();
        }
    }

    static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(directory.relativize(file).toString(), new String(Files.readAllBytes(file), "ISO-8859-1"));
            }
        }
        return contents;
    }

    @ParameterizedTest
    @ValueSource(strings = {"runFinished", "close"})
    void trackersThatFailAtTheEndDoNotHideResults(String method) {
        run.trackers = List.of((RunTracker) Proxy.newProxyInstance(
                RunTracker.class.getClassLoader(), new Class<?>[] {RunTracker.class}, (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        throw new AssertionError("no connection");
                    }
                    return null;
                }));
        Path runs = folder.resolve("runs");
        String expected = "The results are complete, in " + runs.resolve("small-");
        assertThatThrownBy(this::execute).hasMessageContainingAll("RunTracker 'double'", "running " + method, expected);
        if (method.equals("close")) {
            assertThatThrownBy(this::execute).as("of a finished run").hasMessageContaining(expected);
        } else {
            assertThat(execute().reused()).isTrue();
        }
    }

    @Test
    void writesExactlyTheDocumentedFiles() throws IOException {
        Path directory = execute().directory().orElseThrow();
        assertThat(directory.getFileName().toString()).matches("small-[0-9a-f]{12}");
        assertThat(contents(directory))
                .containsOnlyKeys(
                        "class-distribution.json",
                        "clients.csv",
                        "config.json",
                        "evaluations.jsonl",
                        "exits.csv",
                        "manifest.json",
                        "models/client-0.safetensors",
                        "models/client-1.safetensors",
                        "models/client-2.safetensors",
                        "models/client-3.safetensors",
                        "models/client-4.safetensors",
                        "models/client-5.safetensors",
                        "outline.json",
                        "partition.json",
                        "provenance.json",
                        "rounds.jsonl",
                        "summary.json",
                        "timings.csv");
        assertThat(left()).containsExactly(directory.getFileName().toString());
        assertThat(Files.readAllLines(directory.resolve("clients.csv")))
                .hasSize(1 + 3 * 6 * 4)
                .first()
                .isEqualTo("round,client,new-client,examples,exit,accuracy,loss,owner");
        assertThat(Files.readAllLines(directory.resolve("exits.csv")))
                .hasSize(1 + 3 * 6 * 3)
                .first()
                .isEqualTo(
                        "round,client,new-client,rule,accuracy,expected-macs,share-1,share-2,share-3,examples,owner");
        assertThat(Files.readAllLines(directory.resolve("rounds.jsonl"))).hasSize(3);
        assertThat(Files.readAllLines(directory.resolve("evaluations.jsonl"))).hasSize(3);
        JsonNode summary =
                new ObjectMapper().readTree(directory.resolve("summary.json").toFile());
        assertThat(summary.get("schema-version").asInt()).isEqualTo(6);
        assertThat(summary.at("/work/active-exits").toString()).isEqualTo("[9,9,9]");
        assertThat(summary.at("/network/full-macs").asLong()).isEqualTo(3 * 16 + 12);
        assertThat(summary.at("/network/leaving-macs").toString()).isEqualTo("[28,56,84]");
        JsonNode provenance =
                new ObjectMapper().readTree(directory.resolve("provenance.json").toFile());
        assertThat(provenance.at("/data/0/name").asText()).isEqualTo("blobs");
        assertThat(provenance.toString()).doesNotContain(System.getProperty("user.dir"), folder.toString());
    }

    @Test
    void stopBeforeARoundIsTrainedIsNoticed() throws IOException {
        assertThatThrownBy(() -> run.execute(options().withStop(() -> true)))
                .hasMessage("The run was stopped on request before its first round.");
        assertThat(left()).isEmpty();

        int[] calls = {0};
        assertThatThrownBy(() -> run.execute(options().withStop(() -> ++calls[0] == 2)))
                .hasMessage("The run was stopped on request after round 1; the same command resumes it.");
        assertThatThrownBy(() -> run.execute(options().withStop(() -> true)))
                .hasMessage("The run was stopped on request after round 1; the same command resumes it.");
        assertThat(execute().rounds()).hasSize(3);
    }

    /** The sampler prefers clients with large losses, the policy omits the exit with the lowest accuracy. */
    @Test
    void resumedRunLearnsFromTheSameRecords() throws IOException {
        run.rounds = 7;
        run.every = 2;
        run.diagnostics = 1;
        run.newClients = 1;
        run.simulate(FaultyRunTest.SLOW);
        run.faults = new FaultsConfig(0.3, 0.3, 0, Optional.empty(), Optional.empty());
        run.tooFewUpdates = TrainingConfig.TooFewUpdates.SKIP;
        Map<Round, Feedback> seen = new TreeMap<>();
        run.sampler = request -> {
            Map<ClientId, Feedback.Report> latest = request.feedback().latest();
            assertThat(seen.getOrDefault(request.round(), request.feedback())).isEqualTo(request.feedback());
            seen.put(request.round(), request.feedback());
            return request.clients().stream()
                    .map(ClientSpec::id)
                    .sorted(Comparator.comparingDouble(
                            id -> latest.containsKey(id) ? -latest.get(id).loss() : -10 - id.index()))
                    .limit(request.size())
                    .sorted()
                    .toList();
        };
        run.coordination = request -> RunBuilder.allClients(
                request,
                request.feedback()
                        .evaluation()
                        .map(EvaluationRecord::accuracy)
                        .map(accuracy -> ExitSet.upTo(3)
                                .where(exit -> exit.number() == 3
                                        || accuracy.get(exit.index()) > Math.min(accuracy.get(0), accuracy.get(1))))
                        .orElse(ExitSet.upTo(3)));
        Map<String, String> uninterrupted = contents(execute().directory().orElseThrow());
        RunOptions stopped = RunOptions.onDisk(folder, folder.resolve("stopped"), clock::incrementAndGet);
        for (int round = 1; round < run.rounds; round++) {
            int[] calls = {0};
            assertThatThrownBy(() -> run.execute(stopped.withStop(() -> ++calls[0] == 2)))
                    .hasMessageContaining("stopped on request after round " + round);
        }
        Map<String, String> resumed = contents(run.execute(stopped).directory().orElseThrow());
        assertThat(resumed.get("rounds.jsonl")).isEqualTo(uninterrupted.get("rounds.jsonl"));
        assertThat(seen).hasSize(7);
        assertThat(seen.get(new Round(7)).latest().values())
                .extracting(Feedback.Report::round)
                .as("clients have reported in different rounds")
                .doesNotHaveDuplicates();
    }

    @Test
    void attackersAreRecordedWithTheirOwnData() throws IOException {
        Path honest = execute().directory().orElseThrow();
        run.faults = new FaultsConfig(
                0, 0, 0, Optional.empty(), Optional.of(new AttackConfig(AttackConfig.Kind.LABEL_FLIP, 0.34, 10)));
        assertThat(execute().directory().orElseThrow().resolve("class-distribution.json"))
                .hasSameTextualContentAs(honest.resolve("class-distribution.json"));
    }

    @Test
    void storageOfStatesDoesNotAffectFiles() throws IOException {
        run.strategy = SharedBlocks.backbone();
        run.resetEachRound = false;
        Map<String, String> memory = results(ClientStateStorage.MEMORY);
        Map<String, String> file = results(ClientStateStorage.FILE);
        assertThat(memory).hasSize(7 + 6);
        assertThat(file).isEqualTo(memory);
    }

    private Map<String, String> results(ClientStateStorage place) throws IOException {
        run.clientStates = place;
        return results(execute().directory().orElseThrow());
    }

    /** Returns the files that do not depend on the name of the run: records, and parameters of models. */
    private static Map<String, String> results(Path directory) throws IOException {
        Map<String, String> results = contents(directory);
        results.keySet().removeIf(name -> name.matches("(config|manifest|provenance|summary).json|timings.csv"));
        results.replaceAll((name, content) -> name.startsWith("models/")
                ? Arrays.toString(
                        ModelFile.read(directory.resolve(name)).parameters().values())
                : content);
        return results;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void stateFileIsInTheRunDirectoryUntilTheEnd() throws IOException {
        run.strategy = SharedBlocks.backbone();
        run.clientStates = ClientStateStorage.FILE;
        List<List<String>> open = new ArrayList<>();
        RunResult result = run.execute(options().withTrackers(List.of(new RunTracker() {
            @Override
            public void runStarted(RunStart start) {
                open.add(openStateFiles());
            }

            @Override
            public void roundFinished(RoundRecord round) {
                open.add(openStateFiles());
            }
        })));
        assertThat(open.get(0)).as("before anything is kept").isEmpty();
        assertThat(open.subList(1, 4)).allSatisfy(files -> assertThat(files)
                .singleElement()
                .asString()
                .startsWith(folder.resolve("runs").toRealPath() + "/.small-"));
        assertThat(openStateFiles()).isEmpty();
        try (Stream<Path> left = Files.list(result.directory().orElseThrow())) {
            assertThat(left.map(Path::toString)).noneMatch(name -> name.contains("client-states"));
        }
    }

    private static List<String> openStateFiles() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.flatMap(RunOnDiskTest::target)
                    .filter(name -> name.contains("client-states"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> target(Path link) {
        try {
            return Stream.of(Files.readSymbolicLink(link).toString());
        } catch (IOException closedMeanwhile) {
            return Stream.empty();
        }
    }

    /** Sums and columns that the summary and other programs read, but reading a run back does not. */
    @Test
    void recordsTheFiguresOfTheResult() throws IOException {
        run.learningRate = 0.1;
        run.clients = 8;
        run.newClients = 2;
        run.participation = 1;
        run.tooFewUpdates = TrainingConfig.TooFewUpdates.SKIP;
        run.faults = new FaultsConfig(0, 0.4, 0, Optional.empty(), Optional.empty());
        run.partitioner = (dataset, random) -> Partition.of(IntStream.range(0, 8)
                .map(client -> 20 * client)
                .mapToObj(first -> new Partition.ClientShare(
                        Blobs.range(first, 6), Blobs.range(first + 6, 3), Blobs.range(first + 9, 11)))
                .toList());
        RunResult result = execute();
        EvaluationRecord evaluation = result.finalEvaluation();
        Path directory = result.directory().orElseThrow();

        long uplink = result.rounds().stream()
                .mapToLong(round -> round.totalUplink().count())
                .sum();
        assertThat(result.summary().work().uplinkBytes())
                .isEqualTo(uplink)
                .isLessThan(result.summary().work().downlinkBytes());
        double ensemble = evaluation.mean(ClientEvaluation::ensembleAccuracy);
        assertThat(ensemble).isNotEqualTo(evaluation.meanAccuracy());
        assertThat(result.summary().finalRound().ensembleAccuracy().mean()).isEqualTo(ensemble);

        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("rounds.jsonl"))) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(lines.stream()
                        .mapToLong(line -> line.path("uplink-bytes").asLong())
                        .sum())
                .isEqualTo(uplink);
        assertThat(Files.readAllLines(directory.resolve("exits.csv")))
                .filteredOn(row -> row.split(",")[2].equals("true"))
                .hasSize(3 * 2 * 3)
                .allMatch(row -> row.matches("\\d,[67],.*"));
        assertThat(Files.readAllLines(directory.resolve("clients.csv")))
                .filteredOn(row -> row.contains(",validation,"))
                .hasSize(3 * 8)
                .allMatch(row -> row.split(",")[3].equals("3"));
    }

    /** The recipe of docs/runs.md. Attackers have no test examples, and new clients are not among the means. */
    @Test
    void meansOfTheTablesAreThoseOfTheSummary() throws IOException {
        run.newClients = 2;
        run.baselineAccuracy = Optional.of(0.5);
        run.faults = new FaultsConfig(
                0, 0, 0, Optional.empty(), Optional.of(new AttackConfig(AttackConfig.Kind.LABEL_FLIP, 0.5, 10)));
        RunResult result = execute();
        Path directory = result.directory().orElseThrow();
        RunSummary summary = result.summary();
        assertThat(summary.finalRound().tested().clients()).isEqualTo(2);
        Map<String, Double> exits = means(directory.resolve("clients.csv"), "exit");
        summary.finalRound().exits().forEach(exit -> assertThat(exits.get(String.valueOf(exit.exit())))
                .isCloseTo(exit.accuracy().mean(), within(1e-12)));
        assertThat(exits.get("ensemble"))
                .isCloseTo(summary.finalRound().ensembleAccuracy().mean(), within(1e-12));
        Map<String, Double> rules = means(directory.resolve("exits.csv"), "rule");
        assertThat(summary.rules()).isNotEmpty().allSatisfy(rule -> assertThat(rules.get(rule.label()))
                .isCloseTo(rule.accuracy(), within(1e-12)));
        assertThat(Files.readAllLines(directory.resolve("exits.csv")))
                .filteredOn(row -> row.endsWith(",0,"))
                .hasSize(3 * 2 * 3)
                .allMatch(row -> row.endsWith(",,,,,,0,"));
        RunRecords archive = FinishedRun.open(directory).records();
        assertThat(archive.summary()).isEqualTo(summary);
        assertThat(archive.rounds()).isEqualTo(result.rounds());
        assertThat(archive.finalEvaluation()).isEqualTo(result.finalEvaluation());
    }

    /** Returns the mean accuracies of the last round by the values of a column. */
    private static Map<String, Double> means(Path file, String column) throws IOException {
        List<List<String>> rows = Files.readAllLines(file).stream()
                .map(line -> Stream.of(line.split(",(?=([^\"]*\"[^\"]*\")*[^\"]*$)", -1))
                        .map(cell -> cell.replaceFirst("^\"(.*)\"$", "$1").replace("\"\"", "\""))
                        .toList())
                .toList();
        List<String> titles = rows.get(0);
        String last = rows.get(rows.size() - 1).get(titles.indexOf("round"));
        return rows.stream()
                .filter(row -> row.get(titles.indexOf("round")).equals(last))
                .filter(row -> row.get(titles.indexOf("new-client")).equals("false"))
                .filter(row -> !row.get(titles.indexOf("accuracy")).isEmpty())
                .collect(Collectors.groupingBy(
                        row -> row.get(titles.indexOf(column)),
                        Collectors.averagingDouble(row -> Double.parseDouble(row.get(titles.indexOf("accuracy"))))));
    }

    @Test
    void equalRunsHaveEqualFilesExceptTimings() throws IOException {
        run.strategy = SharedBlocks.backbone();
        Map<String, String> first = contents(execute().directory().orElseThrow());
        clock.set(12345);
        Path again = run.execute(options().withStartMode(RunOptions.StartMode.RERUN))
                .directory()
                .orElseThrow();
        Map<String, String> second = contents(again);
        first.remove("timings.csv");
        second.remove("timings.csv");
        assertThat(second).isEqualTo(first);
        run.workers = "2";
        assertThat(results(execute().directory().orElseThrow())).isEqualTo(results(again));
    }

    @Test
    void reusesOnlyIdenticalFinishedRuns() {
        RunResult first = execute();
        AtomicInteger trained = new AtomicInteger();
        run.strategy = SharedBlocks.everything().modifyingUpdates(client -> {
            trained.incrementAndGet();
            return update -> update;
        });
        RunResult second = execute();
        assertThat(trained).hasValue(0);
        assertThat(second.reused()).isTrue();
        assertThat(first.reused()).isFalse();
        assertThat(second.summary()).isEqualTo(first.summary());
        assertThat(second.directory()).isEqualTo(first.directory());
        assertThat(second.rounds()).isEqualTo(first.rounds());
        assertThat(run.execute(options().withStartMode(RunOptions.StartMode.RERUN))
                        .reused())
                .isFalse();
        assertThat(trained).hasValue(9);
        run.learningRate = 0.31;
        assertThat(execute().directory()).isNotEqualTo(first.directory());
        run.learningRate = 0.3;
        run.dataset = Blobs.source(301);
        RunResult otherData = execute();
        assertThat(otherData.reused()).isFalse();
        assertThat(otherData.directory()).isNotEqualTo(first.directory());
    }

    @Test
    void writesNoModelsUnlessConfigured() {
        run.saveModels = false;
        assertThat(execute().directory().orElseThrow().resolve("models")).doesNotExist();
    }

    @Test
    void failureBeforeTheFirstRoundIsCompleteLeavesNoFiles() throws IOException {
        run.minimumUpdates = 4;
        run.assertFails(options(), "CONFIG-20", "training.minimum-updates = 4");
        run.minimumUpdates = 1;
        run.strategy = SharedBlocks.everything().reporting((client, report) -> {
            throw new IllegalStateException("gone");
        });
        run.assertFails(options(), "PLUGIN-20", "failed while training client 0 (and 2 other clients) in round 1");
        run.dataset = streams -> {
            throw new IllegalStateException("damaged");
        };
        run.assertFails(options(), "PLUGIN-20", "DatasetSource 'blobs'", "running load", "damaged");
        assertThat(left()).isEmpty();
    }

    @Test
    void laterFailureLeavesHiddenRecords() throws IOException {
        run.strategy = SharedBlocks.everything().modifyingUpdates(client -> {
            if (client.round().number() == 3) {
                throw new IllegalStateException("gone");
            }
            return update -> update;
        });
        assertThatThrownBy(this::execute).hasMessageContaining("in round 3");
        assertThat(left()).singleElement().asString().matches("\\.small-[0-9a-f]{12}\\.partial");
        Path partial = folder.resolve("runs").resolve(left().get(0));
        assertThat(Files.readAllLines(partial.resolve("rounds.jsonl"))).hasSize(2);
        run.strategy = SharedBlocks.everything();
        Path directory = execute().directory().orElseThrow();
        assertThat(left()).containsExactly(directory.getFileName().toString());
    }

    @Test
    void finishesReplacementOfAKilledProcess() throws IOException {
        Path finished = execute().directory().orElseThrow();
        String title = finished.getFileName().toString();
        Path former = finished.resolveSibling("." + title + ".former");
        Path partial = finished.resolveSibling("." + title + ".partial");
        Files.move(finished, partial);
        Files.createDirectory(former);
        assertThat(execute().reused()).isTrue();
        assertThat(left()).containsExactly(title);
    }

    @Test
    void pointsToTheListOfRunsIfADirectoryContainsNone() throws IOException {
        Path directory = execute().directory().orElseThrow();
        assertThatThrownBy(
                        () -> FinishedRun.open(directory.resolveSibling("typo")).records())
                .hasMessageContainingAll("no finished run in", "typo", "does not exist", "'exeunt runs list'")
                .hasMessageNotContaining("Exception");
    }

    @Test
    void namesTheDamagedFileOfAFinishedRun() throws IOException {
        Files.writeString(execute().directory().orElseThrow().resolve("config.json"), "{\"schema-version\": ");
        run.assertFails(
                options(),
                "DATA-29",
                "config.json has 19 bytes; expected",
                "not the file that the run wrote",
                "--rerun");
        assertThat(run.execute(options().withStartMode(RunOptions.StartMode.RERUN))
                        .finalEvaluation()
                        .clients())
                .extracting(client -> client.client())
                .startsWith(new ClientId(0));
    }

    /** Evaluation does not detect such a model on a client without test examples. */
    @Test
    void rejectsNonFiniteModels() throws IOException {
        run.clients = 2;
        run.participation = 1;
        run.partitioner = (dataset, random) -> Partition.of(List.of(
                Partition.ClientShare.of(Blobs.range(0, 6), Blobs.range(6, 6)),
                Partition.ClientShare.of(Blobs.range(20, 6), new int[0])));
        run.strategy = new SharedBlocks(ParameterLayout::trainable) {
            @Override
            public void personalise(ClientContext client, Network network) {
                super.personalise(client, network);
                if (client.id().index() == 1) {
                    float[] values = new float[client.layout().size()];
                    values[1] = Float.NaN;
                    network.load(ParameterSet.of(client.layout().all(), values));
                }
            }
        };
        run.assertFails(
                options(), "NUMERIC-03", "Round 3", "personal model of client 1 is not finite", "block 'stage1/");
        assertThat(left()).noneMatch(name -> name.startsWith("small-"));
    }
}
