package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code report RUN} and {@code compare RUN RUN}. */
class ReportOfRunsTest {
    private static final String[] SHORT = {"training.rounds=2", "evaluation.interval=2"};

    @TempDir
    static Path runs;

    @TempDir
    Path folder;

    private static String fedavg;
    private static String fedavgOfSeed2;
    private static String ditto;

    @BeforeAll
    static void makeRuns() {
        fedavg = run("fedavg", "seed=1");
        fedavgOfSeed2 = run("fedavg", "seed=2", "executor.workers=1");
        ditto = run("ditto", "seed=1");
    }

    private static String run(String strategy, String... overrides) {
        List<String> all = new ArrayList<>(List.of(SHORT));
        all.addAll(List.of(overrides));
        Path directory = ToyRun.onDisk(runs, strategy, all.toArray(String[]::new))
                .directory()
                .orElseThrow();
        return directory.getFileName().toString();
    }

    private CommandLineRun compare(String... named) {
        List<String> line = new ArrayList<>(List.of("compare"));
        line.addAll(List.of(named));
        line.addAll(List.of("--runs-dir", runs.toString(), "--report", folder.toString()));
        return CommandLineRun.of(line.toArray(String[]::new));
    }

    @Test
    void reportIsWrittenAgain() throws IOException {
        Path page = runs.resolve(fedavg).resolve("report.html");
        Files.writeString(page, "old");
        CommandLineRun run = CommandLineRun.succeeding("report %s --runs-dir %s", fedavg, runs);
        assertThat(run.out().strip()).isEqualTo(page.toString());
        assertThat(page).content().contains("<html", fedavg.substring(0, 3)).doesNotContain("old</");

        Path other = folder.resolve("pages/other.html");
        CommandLineRun.succeeding("report %s --runs-dir %s --output %s", fedavg, runs, other);
        assertThat(other).hasSameBinaryContentAs(page);
        CommandLineRun.succeeding("verify %s --runs-dir %s", fedavg, runs);
    }

    /** A page in place of a file of a run would damage the run. */
    @Test
    void noReportReplacesAFileOfARun() {
        Path summary = runs.resolve(ditto).resolve("summary.json");
        CommandLineRun.of("report %s --runs-dir %s --output %s", fedavg, runs, summary)
                .assertRefused(2, "CONFIG", "CONFIG-07", "--output " + summary, "is within the run");
        CommandLineRun.of("compare %s %s --runs-dir %s --report %s", fedavg, ditto, runs, runs.resolve(ditto))
                .assertRefused(2, "CONFIG", "CONFIG-07", "--report ", "is within the run");
        CommandLineRun.succeeding("verify %s --runs-dir %s", ditto, runs);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void reportIsNotWrittenThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("latest"), runs.resolve(ditto));
        CommandLineRun.of("report %s", link).assertRefused(6, "RESOURCE", "RESOURCE-28");
        assertThat(runs.resolve(ditto).resolve("report.html")).doesNotExist();
    }

    @Test
    void runsOfOneConfigurationAreOneMethod() {
        CommandLineRun run = compare(fedavg, fedavgOfSeed2, ditto);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("toy: fedavg, ditto\n")
                .containsPattern("\nfedavg +\\S+ ± ")
                .containsPattern("\nditto +\\S+ \\(1 of 2\\)");
        assertThat(run.err()).contains("The runs have 2 seeds and differ in strategy.lambda", "strategy.type.");
        assertThat(folder.resolve("results.csv")).content().contains(fedavg, fedavgOfSeed2, ditto);
        assertThat(folder).isDirectoryContaining("glob:**/report.html");
    }

    @Test
    void keysDistinguishRunsOfOneMethod() {
        assertThat(compare(ditto, run("ditto", "seed=1", "strategy.lambda=0.7")).out())
                .contains("ditto, strategy.lambda = 0.1", "ditto, strategy.lambda = 0.7");
    }

    @Test
    void otherDataIsRefused() {
        String other = run("fedavg", "seed=1", "partition.alpha=5.0");
        compare(fedavg, other).assertRefused(2, "CONFIG", "CONFIG-63", "partition.alpha: 0.5 → 5.0", fedavg, other);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void otherClientsAreRefused() {
        String few = run("fedavg", "seed=1", "evaluation.clients=4");
        compare(fedavg, few).assertRefused(2, "CONFIG", "CONFIG-63", "evaluation.clients", few);
        String attacked = run("fedavg", "seed=1", "faults.attack.type=label-flip");
        compare(fedavg, attacked).assertRefused(2, "CONFIG", "CONFIG-63", "faults.attack.fraction", attacked);
    }

    @Test
    void otherContentsOfADataFileAreRefused() throws IOException {
        Path table = folder.resolve("table.csv");
        String dataset = "dataset={\"type\": \"csv\", \"file\": \"%s\"}".formatted(table);
        String rows = IntStream.range(0, 240)
                .mapToObj(row -> row + "," + "abc".charAt(row % 3))
                .collect(Collectors.joining("\n", "x,label\n", "\n"));
        Files.writeString(table, rows);
        String before = run("fedavg", "seed=1", dataset);
        String beforeOfSeed2 = run("fedavg", "seed=2", dataset);
        Files.writeString(table, rows.replace("\n0,a", "\n0.5,a"));
        String after = run("ditto", "seed=1", dataset);
        String afterOfSeed2 = run("ditto", "seed=2", dataset);
        compare(before, after).assertRefused(2, "CONFIG", "CONFIG-63", "data file table.csv: 240 records", after);
        compare(before, afterOfSeed2).assertRefused(2, "CONFIG", "CONFIG-63", "data file table.csv", afterOfSeed2);
        CommandLineRun same = compare(before, beforeOfSeed2);
        assertThat(same.status()).as(same.err()).isZero();
    }

    private static String partitionOf(String run) {
        return "partition={\"type\": \"file\", \"file\": \"%s\"}"
                .formatted(runs.resolve(run).resolve("partition.json"));
    }

    @Test
    void savedPartitionsHaveTheSameExamples() {
        CommandLineRun run = compare(fedavg, run("fedavg", "seed=1", partitionOf(fedavg)));
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).contains("fedavg, partition.type = dirichlet", "fedavg, partition.type = file");

        String dittoOfSeed1 = run("ditto", "seed=1", "name=\"saved\"", partitionOf(fedavg));
        String dittoOfSeed2 = run("ditto", "seed=2", "name=\"saved\"", partitionOf(fedavgOfSeed2));
        CommandLineRun methods = compare(fedavg, dittoOfSeed2, dittoOfSeed1, fedavgOfSeed2);
        assertThat(methods.status()).as(methods.err()).isZero();
        assertThat(methods.out()).containsPattern("\nfedavg +\\S+ ± ").containsPattern("\nditto +\\S+ ± ");
        compare(fedavg, dittoOfSeed2).assertRefused(2, "CONFIG", "CONFIG-63", "partition.type: dirichlet → file");
    }

    @Test
    void anotherPartitionInTheSameFileIsOtherData() throws IOException {
        Path file = folder.resolve("partition.json");
        String partition = "partition={\"type\": \"file\", \"file\": \"%s\"}".formatted(file);
        Files.copy(runs.resolve(fedavg).resolve("partition.json"), file);
        String before = run("fedavg", "seed=1", "name=\"kept\"", partition);
        String otherClients = run("fedavg", "seed=1", "partition.alpha=50");
        Files.copy(runs.resolve(otherClients).resolve("partition.json"), file, StandardCopyOption.REPLACE_EXISTING);
        String after = run("ditto", "seed=1", "name=\"kept\"", partition);
        compare(before, after).assertRefused(2, "CONFIG", "CONFIG-63", "partition.file partition.json: SHA-256 ");
    }

    @Test
    void methodsOfOneNameAreDistinguishedByTheirRuns() {
        String repeated = run("fedavg", "seed=2", partitionOf(fedavgOfSeed2));
        CommandLineRun both = compare(fedavg, repeated, fedavgOfSeed2);
        assertThat(both.status()).as(both.err()).isZero();
        assertThat(both.out()).contains("fedavg, " + fedavgOfSeed2);
        CommandLineRun ordered = compare(fedavg, fedavgOfSeed2, repeated);
        assertThat(ordered.status()).as(ordered.err()).isZero();
    }

    @Test
    void sameConfigurationAndSeedIsRefused() {
        compare(fedavg, fedavg).assertRefused(2, "CONFIG", "CONFIG-63", "name each run once");
        String again = run("fedavg", "seed=1", "name=\"again\"");
        compare(fedavg, again).assertRefused(2, "CONFIG", "CONFIG-63", "same configuration and seed");
    }

    @Test
    void oneRunOrNoneIsMisuse() {
        compare(fedavg).assertRefused(2, "CONFIG", "CONFIG-09", "two runs");
        compare().assertRefused(2, "CONFIG", "CONFIG-09");
        compare(fedavg, "none").assertRefused(2, "CONFIG", "CONFIG-10", "'none'");
    }
}
