package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code runs} and the argument RUN, on two finished runs, a stopped one and a damaged one. */
class RunsCommandTest {
    @TempDir
    static Path made;

    @TempDir
    Path runs;

    private static String fedavg;
    private static String ditto;
    private static String damaged;
    private static String stopped;

    @BeforeAll
    static void makeRuns() {
        fedavg = title(ToyRun.onDisk(made, "fedavg").directory().orElseThrow());
        ditto = title(ToyRun.onDisk(made, "ditto", "seed=12", "name=\"other\"")
                .directory()
                .orElseThrow());
        damaged = title(
                ToyRun.onDisk(made, "fedper", "name=\"broken\"").directory().orElseThrow());
        ToyRun.stopAfter(2, RunOptions.onDisk(Path.of(""), made, () -> 0L), "local", "name=\"half\"");
        stopped = names(made).stream()
                .filter(name -> name.endsWith(".partial"))
                .findFirst()
                .map(name -> name.substring(1, name.length() - ".partial".length()))
                .orElseThrow();
    }

    @BeforeEach
    void copyRuns() throws IOException {
        RunFiles.copy(made, runs);
        Files.writeString(runs.resolve(damaged).resolve("evaluations.jsonl"), "{}");
        Files.createDirectories(runs.resolve("photos"));
        touch(fedavg, 1_000);
        touch(ditto, 2_000);
    }

    private void touch(String run, long seconds) throws IOException {
        Files.setLastModifiedTime(
                runs.resolve(run).resolve("manifest.json"), FileTime.from(Instant.ofEpochSecond(seconds)));
    }

    private static String title(Path directory) {
        return directory.getFileName().toString();
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> found = Files.list(folder)) {
            return found.map(RunsCommandTest::title)
                    .filter(name -> !name.endsWith(".lock"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String[] inRuns(String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--runs-dir", runs.toString()));
        return line.toArray(String[]::new);
    }

    private CommandLineRun of(String... words) {
        return CommandLineRun.of(inRuns(words));
    }

    private CommandLineRun succeeding(String... words) {
        return CommandLineRun.succeeding(inRuns(words));
    }

    @Test
    void listShowsStateAndSetting() {
        JsonNode rows = succeeding("runs", "list", "--json").json();
        assertThat(rows).hasSize(4);
        for (JsonNode row : rows) {
            boolean finished = row.get("state").textValue().equals("finished");
            assertThat(row.get("accuracy").isNumber()).isEqualTo(finished);
            assertThat(row.get("planned-rounds").intValue()).isEqualTo(6);
            assertThat(row.get("dataset").textValue()).isEqualTo("csv");
        }
        assertThat(rows)
                .extracting(row ->
                        row.get("name").textValue() + " " + row.get("state").textValue() + " " + row.get("rounds"))
                .containsExactlyInAnyOrder(
                        fedavg + " finished 6", ditto + " finished 6", damaged + " damaged 6", stopped + " stopped 2");

        List<String> table = succeeding("runs", "list").out().lines().toList();
        assertThat(table).hasSize(5);
        assertThat(table.get(0)).startsWith("run ").endsWith("size");
        assertThat(table).anyMatch(line -> line.matches(stopped + " +stopped +local +csv +2/6 .*"));
        assertThat(table.get(4)).as("oldest last").startsWith(fedavg);
    }

    @Test
    void reportHasAllRunsAndCandidates() throws IOException {
        ToyRun.onDisk(runs, "fedavg", "name=\"tuned-tune-0123abcd-101\"", "partition.validation-fraction=0.25");
        Path page = runs.resolve("pages").resolve("runs.html");
        assertThat(succeeding("runs", "report", "--output", page.toString()).out())
                .startsWith(page.toString());
        String text = Files.readString(page);
        assertThat(text).contains(fedavg, ditto, damaged, stopped).contains("\"format\":\"KIND\"");
        assertThat(text.substring(text.indexOf("Candidates of tuning")))
                .contains("\"names\":[\"tuned\"]", "\"hints\":[\"tuned-tune-0123abcd-101-");
    }

    @Test
    void folderWithoutRunsIsNoError() {
        assertThat(CommandLineRun.succeeding("runs list --runs-dir %s", runs + "/none")
                        .err())
                .contains("There are no runs in");
        assertThat(CommandLineRun.succeeding("runs list --json --runs-dir %s", runs + "/photos")
                        .json())
                .isEmpty();
        assertThat(CommandLineRun.succeeding("runs clean --runs-dir %s", runs + "/none")
                        .out())
                .contains("nothing to delete");
    }

    @Test
    void fileInPlaceOfTheFolderIsReported() throws IOException {
        Path file = Files.writeString(runs.resolve("file"), "");
        for (String command : List.of("runs list", "runs clean", "runs latest", "verify toy")) {
            List<String> line = new ArrayList<>(List.of(command.split(" ")));
            line.addAll(List.of("--runs-dir", file.toString()));
            CommandLineRun.of(line.toArray(String[]::new))
                    .assertRefused(6, "RESOURCE", "RESOURCE-21", "file cannot be read");
        }
    }

    @Test
    void runIsFoundByWhatIdentifiesIt() throws IOException {
        String hash = fedavg.substring("toy-".length());
        for (String reference : List.of(
                fedavg,
                "toy",
                hash,
                hash.substring(0, 5),
                "to",
                runs.resolve(fedavg).toString())) {
            assertThat(succeeding("runs", "show", reference, "--json").json().at("/run/name"))
                    .as(reference)
                    .hasToString("\"" + fedavg + "\"");
        }
        assertThat(succeeding("runs", "latest").out().strip())
                .as("the damaged run was written last")
                .isEqualTo(runs.resolve(damaged).toString());
        touch(damaged, 500);
        assertThat(succeeding("runs", "latest").out().strip())
                .isEqualTo(runs.resolve(ditto).toString());
        assertThat(succeeding("evaluate", "latest", "--json").json().at("/name").textValue())
                .isEqualTo("other");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void filesAreShownThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(runs.resolve("best"), runs.resolve(fedavg));
        JsonNode linked = succeeding("runs", "show", link.toString(), "--json").json();
        JsonNode named = succeeding("runs", "show", fedavg, "--json").json();
        assertThat(linked.get("files")).isNotEmpty().isEqualTo(named.get("files"));
        assertThat(linked.at("/run/bytes").longValue())
                .isPositive()
                .isEqualTo(named.at("/run/bytes").longValue());
    }

    @Test
    void ambiguousReferenceListsCandidates() throws IOException {
        Path second = ToyRun.onDisk(runs, "fedavg", "seed=5").directory().orElseThrow();
        for (String command : List.of("verify", "evaluate", "runs show")) {
            CommandLineRun refused = of((command + " toy").split(" "));
            refused.assertRefused(2, "CONFIG", "CONFIG-11", fedavg, title(second), "fedavg on csv, seed 5");
            assertThat(refused.err()).containsPattern("seed 5, written \\d{4}-\\d\\d-\\d\\d ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tyo", "nothing", "", " ", "a b", "a\u001b[2Kb\n", "*", "-"})
    void unknownRunIsReportedInOneLine(String reference) {
        CommandLineRun refused = of("runs", "show", reference);
        refused.assertRefused(2, "CONFIG", "CONFIG-10");
        assertThat(refused.err().lines()).hasSize(1);
        assertThat(refused.err()).doesNotContain("\u001b");
    }

    @Test
    void misspeltNameGetsASuggestion() {
        of("verify", "othre").assertRefused(2, "CONFIG", "did you mean 'other'?");
    }

    @Test
    void stoppedRunIsShownButNotEvaluated() {
        assertThat(succeeding("runs", "show", "half").out())
                .contains(stopped + ": stopped", "rounds     2 of 6", "method     local", "checkpoints/ (1 file)");
        of("evaluate", "half")
                .assertRefused(4, "DATA", "DATA-23", "There is no finished run in", "resumes one that was stopped");
        of("runs", "diff", "half", "toy").assertRefused(4, "DATA", "DATA-23");
    }

    @Test
    void damagedRunIsShownWithItsDamage() {
        assertThat(succeeding("runs", "show", "broken").out())
                .contains("damaged", "evaluations.jsonl", "manifest.json");
        assertThat(succeeding("runs", "show", "broken", "--json")
                        .json()
                        .at("/summary")
                        .isNull())
                .isTrue();
        of("evaluate", "broken").assertRefused(4, "DATA", "evaluations.jsonl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rounds.jsonl", "models/client-0.safetensors"})
    void missingOrShortenedFileIsDamage(String name) throws IOException {
        Files.delete(runs.resolve(fedavg).resolve(name));
        Path file = runs.resolve(ditto).resolve(name);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
        assertThat(succeeding("runs", "list").out())
                .containsPattern(fedavg + " +damaged")
                .containsPattern(ditto + " +damaged");
    }

    @Test
    void foreignFolderIsNoRun() throws IOException {
        Files.writeString(runs.resolve("photos/summary.json"), "{}");
        of("runs", "show", "photos").assertRefused(4, "DATA", "DATA-23", "photos");
        of("runs", "show", runs.resolve("photos").toString()).assertRefused(4, "DATA", "DATA-23");
    }

    @Test
    void diffShowsKeysAndResults() {
        JsonNode diff = succeeding("runs", "diff", "toy", "other", "--json").json();
        assertThat(diff.get("differences"))
                .extracting(each -> each.get("subject").textValue())
                .contains("name", "seed", "strategy.type", "strategy.lambda");
        assertThat(diff.get("results"))
                .extracting(each -> each.get("key").textValue())
                .contains("accuracy-exit-1", "accuracy-mean", "uplink-bytes");
        assertThat(diff.at("/differences"))
                .filteredOn(each -> each.get("subject").textValue().equals("seed"))
                .extracting(
                        each -> each.get("then").textValue() + each.get("now").textValue())
                .containsExactly("1112");
        assertThat(succeeding("runs", "diff", "toy", "other").out())
                .containsPattern("seed +11 +12")
                .containsPattern("exit 1, % +\\d+\\.\\d +\\d+\\.\\d +-?\\d+\\.\\d");
        assertThat(succeeding("runs", "diff", "toy", "toy").out()).contains("same configuration, versions and data");
    }

    @Test
    void cleanAsksBeforeItDeletes() {
        CommandLineRun refused = of("runs", "clean");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains(stopped, "stopped after round 2 of 6", damaged, "CONFIG-12", "--yes");
        assertThat(CommandLineRun.answering("n\n", inRuns("runs", "clean")).status())
                .isEqualTo(2);
        assertThat(CommandLineRun.answering("", inRuns("runs", "clean")).status())
                .isEqualTo(2);
        assertThat(names(runs)).isEqualTo(names(made, "photos"));

        CommandLineRun cleaned = CommandLineRun.answering("y\n", inRuns("runs", "clean"));
        assertThat(cleaned.status()).isZero();
        assertThat(cleaned.out()).contains("deleted 2 of 2");
        assertThat(names(runs)).containsExactlyInAnyOrder(fedavg, ditto, "photos");
    }

    private static List<String> names(Path folder, String more) {
        return Stream.concat(names(folder).stream(), Stream.of(more)).sorted().toList();
    }

    @Test
    void cleanDeletesWhatIsSelected() {
        JsonNode deleted =
                succeeding("runs", "clean", "--stopped", "--yes", "--json").json();
        assertThat(deleted.at("/deleted/0").textValue()).isEqualTo(stopped);
        assertThat(deleted.get("deleted")).hasSize(1);
        assertThat(names(runs)).contains(damaged);
        assertThat(succeeding("runs", "clean", "toy", "--yes").out()).contains("nothing to delete");
        succeeding("runs", "clean", "broken", "--yes");
        assertThat(names(runs)).containsExactlyInAnyOrder(fedavg, ditto, "photos");
    }

    /** A run of another version is no damaged one: that version can still read it. */
    @Test
    void runsOfOtherVersionsAreKept() throws IOException {
        Path manifest = runs.resolve(fedavg).resolve("manifest.json");
        String text = Files.readString(manifest);
        Files.writeString(manifest, text.replaceFirst("(\"schema-version\"\\s*:\\s*)\\d+", "$11"));
        assertThat(Files.readString(manifest)).isNotEqualTo(text);
        assertThat(succeeding("runs", "list").out()).containsPattern(fedavg + ".*other-version");
        succeeding("runs", "clean", "--yes");
        succeeding("runs", "clean", "--damaged", "--yes");
        assertThat(names(runs)).containsExactlyInAnyOrder(fedavg, ditto, "photos");
    }

    @Test
    void stoppedRunResumesAfterCleaningCheckpoints() throws IOException {
        Path checkpoints = runs.resolve("." + stopped + ".partial/checkpoints");
        Files.copy(checkpoints.resolve("round-2.checkpoint"), checkpoints.resolve("round-1.checkpoint"));
        assertThat(succeeding("runs", "clean", "--checkpoints", "--yes").out()).contains("deleted 1 of 1");
        assertThat(names(checkpoints)).containsExactly("round-2.checkpoint");
        List<String> notices = new ArrayList<>();
        ToyRun.with(RunOptions.onDisk(Path.of(""), runs, () -> 0L).withNotices(notices::add), "local", "name=\"half\"");
        assertThat(notices).anyMatch(notice -> notice.contains("resuming " + stopped + " after round 2"));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void cleanKeepsForeignFilesAndLinks() throws IOException {
        Files.writeString(runs.resolve(damaged).resolve("thesis.txt"), "mine");
        Path link = Files.createSymbolicLink(runs.resolve("linked-0123456789ab"), runs.resolve(fedavg));
        CommandLineRun cleaned = of("runs", "clean", "--yes");
        assertThat(cleaned.status()).as("status if something is kept").isEqualTo(6);
        assertThat(cleaned.err()).contains("warning: RESOURCE-29", "thesis.txt");
        assertThat(cleaned.out()).contains("deleted 1 of 2");
        assertThat(names(runs)).contains(damaged, fedavg, "linked-0123456789ab");
        assertThat(succeeding("runs", "show", link.toString()).out()).contains("finished");
    }
}
