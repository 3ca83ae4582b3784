package org.exeunt.it.compare;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.store.files.LockFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code exeunt compare plan}, {@code run} and {@code report} on the toy engine. */
class CompareCommandTest {
    private static final String BASE =
            """
            {
              "name": "base", "seed": 1,
              "dataset":   %s,
              "partition": { "type": "dirichlet", "alpha": 0.5, "clients": 4, "test-fraction": 0.25 },
              "network":   { "hidden": [6, 5, 4] },
              "strategy":  "fedavg",
              "training":  { "rounds": 2, "batch-size": 8, "optimizer": { "learning-rate": 0.02 } },
              "evaluation": { "save-models": false, "exit-policies": [ { "type": "confidence" } ] },
              "engine":    "toy"
            }
            """
                    .formatted(ToyRun.TABLE);

    private static final String COMPARISON =
            """
            // a comment
            {
              "name": "three ways",
              "base": "base.json",
              "set": { "evaluation.interval": 2 },
              "settings": { "skewed": {}, "even": { "partition.alpha": 100 } },
              "methods": {
                "fedper": "fedper",
                "cafedistill": { "strategy": { "type": "cafedistill", "lambda": 0.5 } }
              },
              "seeds": [3, 4]
            }
            """;

    @TempDir
    private Path folder;

    private Path file;
    private Path runs;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(folder.resolve("base.json"), BASE);
        file = Files.writeString(folder.resolve("compare.json"), COMPARISON);
        runs = folder.resolve("runs");
    }

    private CommandLineRun compare(String subcommand, String... more) {
        return compareInto("report", subcommand, more);
    }

    private CommandLineRun compareInto(String report, String subcommand, String... more) {
        Stream<String> arguments = Stream.of("compare", subcommand, file.toString(), "--runs-dir", runs.toString());
        if (!subcommand.equals("plan")) {
            arguments = Stream.concat(
                    arguments, Stream.of("--report", folder.resolve(report).toString()));
        }
        return CommandLineRun.of(Stream.concat(arguments, Stream.of(more)).toArray(String[]::new));
    }

    private static CommandLineRun succeeded(CommandLineRun run) {
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    private Map<String, String> report(String name) throws IOException {
        Map<String, String> files = RunFiles.contents(folder.resolve(name));
        files.replaceAll((file, text) -> new String(text.getBytes(ISO_8859_1), UTF_8));
        return files;
    }

    private List<Path> finishedRuns() throws IOException {
        try (Stream<Path> list = Files.list(runs)) {
            return list.filter(each -> !each.getFileName().toString().startsWith("."))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
    }

    /** Replacements in the file, the command, and texts of its only error; a text that starts with 1 occurs once. */
    private record Refusal(String edits, String command, String... mentions) {
        @Override
        public String toString() {
            return edits + " / " + command;
        }
    }

    private static Refusal plan(String edits, String... mentions) {
        return new Refusal(edits, "plan", mentions);
    }

    static Stream<Refusal> refusals() {
        String fedper = "'fedper': 'fedper'";
        String ownStrategy =
                "CONFIG-60  FILE has 1 problem:\n  methods.local = 'fedper'   must be the strategy 'local'";
        String equal = "CONFIG-60  ";
        String differ = "  skewed; even:\n    settings must differ in the values";
        String grid =
                "'seeds': [3, 4] -> 'seeds': [3, 4], 'tune': { 'seeds': [11, 12], 'grids': { 'cafedistill': { %s } } }";
        return Stream.of(
                new Refusal("", "plan --jobs 0", "CONFIG-07", "expected"),
                new Refusal("", "run --jobs -1", "CONFIG-07", "expected"),
                new Refusal("", "run --retries -1", "CONFIG-07", "expected"),
                new Refusal("", "run --reference fedpr", "CONFIG-60", "The reference is 'fedpr'"),
                plan(
                        "'name': 'three ways' -> 'nam': 'x'; 'base.json' -> 3; 'cafedistill': { -> '?': [], 'x': {;"
                                + " [3, 4] -> [1, 1]",
                        "5 problems",
                        "nam = 'x'",
                        "did you mean 'name'?",
                        "name ",
                        "is missing: Prefix of the names of its runs",
                        "base = 3",
                        "methods.? = []",
                        "seeds = [1,1]"),
                plan(
                        "'cafedistill': { -> '?': 'fedavg', 'x': { 'seed': 3,; [3, 4] -> [1, 2], 'reference': 'fedpr'",
                        "3 problems",
                        "methods.? ",
                        "methods.x.seed ",
                        "is set by the comparison",
                        "reference = 'fedpr'",
                        "did you mean 'fedper'?"),
                plan("'methods': { -> 'methods': { 'local': 'fedper',", ownStrategy),
                plan("'methods': { -> 'methods': { 'local': { 'strategy': 'fedper' },", ownStrategy),
                plan("'methods': { -> 'methods': { 'local': { 'strategy': { 'type': 'fedper' } },", ownStrategy),
                plan("'methods': { -> 'methods': { 'local': { 'strategy.type': 'fedper' },", ownStrategy),
                plan("'skewed': {} -> 'skewed': { 'partition.alpha': 100 }", equal, differ),
                plan("'skewed': {} -> 'skewed': { 'partition.alpha': 1e2, 'executor': 'local' }", equal, differ),
                // their runs would have one directory, and be written by two jobs
                plan(
                        fedper + " -> 'fed per': 'fedper', 'fed-per': { 'strategy.type': 'fedper' }",
                        "CONFIG-60  ",
                        "skewed, fed-per, seed 3:\n    has the same values and, but for punctuation, the same name as"
                                + " 'skewed, fed per, seed 3'; change or remove one"),
                plan("base.json -> nope.json", "FOLDER/nope.json does not exist. Check the path."),
                plan(
                        "'fedper': 'fedper' -> 'fedper': 'fedpr'; 'lambda': 0.5 -> 'lambda': -1, 'mue': 2",
                        "skewed, fedper, seed 3; even, fedper, seed 3:",
                        "did you mean 'fedper'?",
                        "skewed, cafedistill, seed 3; even, cafedistill, seed 3:",
                        "strategy.lambda = -1 (methods.cafedistill)",
                        "did you mean 'mu'?"),
                plan(
                        "'evaluation.interval': 2 -> 'training.round': 3",
                        "CONFIG-60",
                        "  every run:\n",
                        "1did you mean 'rounds'"),
                plan(
                        "'seeds' -> 'reference': 'fedpr', 'seeds'",
                        "CONFIG-60  FILE has 1 problem:\n  reference = 'fedpr'   must be one of the methods local, "
                                + "fedavg, fedper, cafedistill; did you mean"),
                plan(
                        "'partition.alpha': 100 -> 'partition.alpha': -1",
                        "  even, local, seed 3; even, fedavg, seed 3; even, fedper, seed 3; even, cafedistill, seed 3:",
                        "1partition.alpha = -1"),
                plan(
                        fedper + " -> 'fedper': { 'strategy': 'fedper', 'partition.test-fraction': 0.5,"
                                + " 'evaluation.new-clients': 1 }",
                        "CONFIG-60",
                        """
                          skewed; even:
                            methods differ in keys of the data; compare these as 'settings':
                              partition.test-fraction = 0.25 of local, fedavg, cafedistill
                              partition.test-fraction = 0.5 of fedper
                              evaluation.new-clients = 0 of local, fedavg, cafedistill
                              evaluation.new-clients = 1 of fedper
                        """),
                plan(
                        grid.formatted("'partition.alpha': [0.5, 5]"),
                        "partition.alpha = 0.5 of cafedistill, local, fedavg, fedper\n",
                        "partition.alpha = 5.0 of cafedistill\n"),
                new Refusal("", "report", "DATA-", "None of the 16 runs", "compare run"),
                plan(
                        grid.formatted("'strategy.lambda': ["
                                + IntStream.rangeClosed(1, 20_000)
                                        .mapToObj(Integer::toString)
                                        .collect(joining(", "))
                                + "]"),
                        "CONFIG-60",
                        "tune.grids",
                        "has more than 10000 combinations"),
                plan(
                        grid.formatted("'strategy.lambda': [1]") + "; [11, 12] -> [11, 3]; 'cafedistill': { 'strategy.l"
                                + " -> 'cafe': { 'strategy.l",
                        "tune.seeds = [11, 3]",
                        "tune.grids.cafe",
                        "is not a method"),
                plan(
                        grid.formatted("'strategy.mu': [1, 2]") + "; 'grids': { -> 'grids': { 'local': {},",
                        "CONFIG-60",
                        "tune.grids.local = {}   must be an object {...} of one or more names"),
                plan(
                        grid.formatted("'seed': [1, 2], 'name': ['a']"),
                        "CONFIG-60",
                        "tune.grids.cafedistill.seed   is set by the comparison",
                        "tune.grids.cafedistill.name   is set by the comparison"),
                plan(
                        grid.formatted("'strategy.lambda': [0, 5, 0]"),
                        "CONFIG-60",
                        "tune.grids.cafedistill.strategy.lambda = [0,5,0]",
                        "a list of different values"),
                plan(
                        "three ways -> 比较; " + fedper + " -> 'é': 'fedper'",
                        "2 problems",
                        "name = '比较'   a name must contain a letter of a to z, or a digit",
                        "methods.é     a name must contain a letter of a to z, or a digit"));
    }

    /** Writes a comparison with replacements, in which apostrophes stand for quotation marks. */
    private void write(String comparison, String edits) throws IOException {
        String edited = comparison;
        for (String edit : edits.isEmpty() ? new String[0] : edits.split("; ")) {
            String[] sides = edit.replace('\'', '"').split(" -> ", 2);
            assertThat(edited).contains(sides[0]);
            edited = edited.replace(sides[0], sides[1]);
        }
        Files.writeString(file, edited);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void invalidComparisonsAreRefused(Refusal refusal) throws IOException {
        write(COMPARISON, refusal.edits());
        String[] words = refusal.command().split(" ");
        CommandLineRun run = compare(words[0], Arrays.copyOfRange(words, 1, words.length));
        boolean isData = refusal.command().equals("report");
        run.assertRefused(isData ? 4 : 2, isData ? "DATA" : "CONFIG");
        String printed = run.err().replace('"', '\'');
        for (String mention : refusal.mentions()) {
            String text = mention.replace("FILE", file.toString()).replace("FOLDER", folder.toString());
            if (text.startsWith("1")) {
                assertThat(printed).containsOnlyOnce(text.substring(1));
            } else {
                assertThat(printed).contains(text);
            }
        }
        assertThat(runs).doesNotExist();
        assertThat(folder.resolve("report")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'methods': { -> 'methods': { 'local': { 'strategy': 'local', 'training.local-epochs': 2 },",
                "'fedper': 'fedper' -> 'fed per': 'fedper',"
                        + " 'fed-per': { 'strategy': 'fedper', 'training.local-epochs': 2 }"
            })
    void similarMethodsAreAccepted(String edit) throws IOException {
        write(COMPARISON, edit);
        assertThat(compare("plan").status()).isZero();
    }

    @Test
    void longNamesAreShortenedInNamesOfRuns() throws IOException {
        String name = "of-a-long-name".repeat(4);
        Files.writeString(
                file,
                COMPARISON.replace("three ways", name).replace("skewed", name).replace("fedper\":", name + "\":"));
        assertThat(compare("plan", "--json").json())
                .hasSize(16)
                .extracting(run -> run.get("run").textValue().replaceFirst("-[0-9a-f]{12}$", ""))
                .allMatch(run -> run.length() <= 100 && run.startsWith(name))
                .doesNotHaveDuplicates();
    }

    @Test
    void plansRunsAndReports() throws IOException {
        CommandLineRun before = succeeded(compare("plan"));
        assertThat(before.out()).contains("16 runs, 0 finished, 16 to do");
        assertThat(before.out().lines().filter(line -> line.contains("open"))).hasSize(16);
        JsonNode plan = compare("plan", "--json").json();
        assertThat(plan).hasSize(16).allMatch(run -> !run.get("finished").booleanValue());
        assertThat(plan.get(0).get("run").textValue()).startsWith("three-ways-");

        CommandLineRun run = succeeded(compare("run", "--jobs", "2"));
        assertThat(run.err()).startsWith("started  ").contains("16/16");
        assertThat(run.err().lines().filter(line -> line.startsWith("started  ")))
                .hasSize(16);
        assertThat(finishedRuns()).hasSize(16).anySatisfy(directory -> assertThat(
                        directory.getFileName().toString())
                .startsWith("three-ways-skewed-cafedistill-3-"));
        Map<String, String> report = report("report");
        assertThat(report)
                .containsOnlyKeys(
                        "report.html",
                        "report.md",
                        "tables.tex",
                        "results.csv",
                        "curves.csv",
                        "rules.csv",
                        "savings.csv");
        assertThat(run.out())
                .contains("4 clients", "local is first on 2 of 2 settings", "skewed\nmethod", "even\nmethod");
        assertThat(run.out().lines().filter(line -> line.contains("  ")))
                .hasSize(10)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(report.get("report.md"))
                .contains(
                        "## skewed",
                        "## even",
                        "`local`",
                        "`fedavg`",
                        "`fedper`",
                        "Against cafedistill",
                        "mean over 4 clients with",
                        "A signed-rank test is only made if",
                        "Average ranks",
                        "Over 2 settings on which all methods are finished",
                        "needs more than 10 settings");
        assertThat(report.get("tables.tex").lines().filter(line -> line.contains("toprule")))
                .as("three tables for each of two settings")
                .hasSize(6);
        // every run has one evaluation of three exits and their mean
        assertThat(report.get("curves.csv").lines())
                .hasSize(1 + 16 * 4)
                .first()
                .asString()
                .endsWith(",bytes");
        assertThat(report.get("curves.csv").lines().skip(1))
                .noneMatch(line -> line.endsWith(",") || line.endsWith(",0"));
        assertThat(report.get("results.csv").lines()).hasSize(1 + 16);
        assertThat(report.get("rules.csv").lines())
                .as("five thresholds in each run")
                .hasSize(1 + 16 * 5)
                .startsWith("setting,method,seed,policy,rule,accuracy,expected-macs,macs-saved")
                .anyMatch(line ->
                        line.matches("skewed,fedper,3,confidence,confidence 0\\.80,0\\.\\d+,[0-9.]+,-?0\\.\\d+"));

        List<List<String>> clients = finishedRuns().stream()
                .filter(each -> each.getFileName().toString().matches("three-ways-skewed-(local|fedper)-3-.*"))
                .map(this::clientsAndExamples)
                .toList();
        assertThat(clients).as("clients of equal seeds").hasSize(2);
        assertThat(clients.get(0)).isEqualTo(clients.get(1)).isNotEmpty();

        assertThat(compare("plan").out()).contains("16 runs, 16 finished, 0 to do");
        long size = run.err().length();
        CommandLineRun again = compareInto("again", "run");
        assertThat(again.err()).doesNotContain("16/16").hasSizeLessThan((int) size);
        assertThat(report("again")).isEqualTo(report);

        compareInto("other", "report", "--reference", "fedper");
        assertThat(report("other").get("report.md"))
                .contains("Against fedper", "MACs that leaving early by fedper saves");
        assertThat(report("other").get("savings.csv")).isEqualTo(report.get("savings.csv"));
        assertThat(compareInto("none", "report", "--reference", "fedpr").err())
                .contains("The reference is 'fedpr'", "fedper");
        assertThat(folder.resolve("none")).doesNotExist();
        resumesToTheSameReport(report);
    }

    private void resumesToTheSameReport(Map<String, String> whole) throws IOException {
        List<Path> finished = finishedRuns();
        for (int i = 0; i < finished.size(); i += 3) {
            // like a killed run: in a hidden directory
            Files.move(finished.get(i), runs.resolve("." + finished.get(i).getFileName() + ".partial"));
        }
        assertThat(compareInto("partial", "report").out()).contains("6 of the planned runs are not finished");
        assertThat(compare("plan").out()).contains("16 runs, 10 finished, 6 to do, about");
        CommandLineRun rest = compareInto("rest", "run", "--jobs", "2");
        assertThat(rest.err().lines().filter(line -> line.contains("/16"))).hasSize(6);
        assertThat(report("rest")).isEqualTo(whole);
        assertThat(finishedRuns()).isEqualTo(finished);
    }

    @Test
    void runsWithAnotherPartitionFileAreNotFinished() throws IOException {
        runs = folder.resolve("drawn");
        compare("run", "--settings", "skewed", "--methods", "local");
        Path partition = folder.resolve("part.json");
        Files.copy(finishedRuns().get(0).resolve("partition.json"), partition);
        Files.writeString(
                file,
                COMPARISON.replace(
                        "\"settings\": { \"skewed\": {}, \"even\": { \"partition.alpha\": 100 } },",
                        "\"settings\": { \"saved\": { \"partition\": { \"type\": \"file\", \"file\": \"%s\" } } },"
                                .formatted(partition)));
        succeeded(compare("run", "--methods", "local", "--seeds", "3"));
        assertThat(compare("plan").out()).contains("8 runs, 1 finished");
        Files.writeString(partition, Files.readString(partition).stripTrailing());
        assertThat(compare("plan").out()).contains("8 runs, 0 finished");
    }

    /** Two machines run one part each; with the directories of both, the report is that of one machine. */
    @Test
    void partsOfAComparisonGiveTheWhole() throws IOException {
        succeeded(compareInto("first", "run", "--methods", "local,fedavg,fedper"));
        assertThat(finishedRuns()).hasSize(12);
        CommandLineRun second =
                compareInto("second", "run", "--settings", "skewed", "--methods", "cafedistill", "--seeds", "4");
        assertThat(finishedRuns()).hasSize(13);
        assertThat(compare("plan", "--methods", "cafedistill", "--seeds", "4").out())
                .contains("2 runs, 1 finished, 1 to do")
                .doesNotContain("fedper", "more once methods are tuned");
        assertThat(compare("plan", "--methods", "cafedistill,cafedistill", "--seeds", "4-4")
                        .out())
                .contains("2 runs, 1 finished, 1 to do")
                .doesNotContain("more once methods are tuned");
        assertThat(second.out()).contains("3 of the planned runs are not finished");
        compareInto("third", "run");
        assertThat(finishedRuns()).hasSize(16);

        runs = folder.resolve("others");
        compareInto("whole", "run");
        assertThat(report("third")).isEqualTo(report("whole"));
        compare("run", "--methods", "fedpr", "--seeds", "3,5")
                .assertRefused(
                        2,
                        "CONFIG",
                        "--methods names [fedpr]; expected some of [local, fedavg, fedper, cafedistill]",
                        "--seeds names [5]; expected some of [3, 4]");
    }

    @Test
    void namesWithCommasAreSelectedInQuotes() throws IOException {
        write(COMPARISON, "'skewed' -> 'very, skewed'; 'fedper': -> 'fedper, long':");
        CommandLineRun plan = compare(
                "plan", "--settings", "\"very, skewed\"", "--methods", "local,\"fedper, long\"", "--seeds", "3");
        assertThat(plan.out()).contains("2 runs, 0 finished, 2 to do").contains("very, skewed  fedper, long");
    }

    @Test
    void onlyTheDataOfAPartIsRequired() throws IOException {
        String withAbsent = COMPARISON.replace(
                "\"even\": { \"partition.alpha\": 100 }",
                "\"absent\": { \"dataset\": { \"type\": \"cifar10\", \"dir\": \"%s\" } }"
                        .formatted(folder.resolve("none").toString().replace('\\', '/')));
        Files.writeString(file, withAbsent);
        String[] skewed = {"--settings", "skewed", "--methods", "local"};
        assertThat(compare("plan", skewed).out()).contains("2 runs, 0 finished, 2 to do");
        CommandLineRun part = succeeded(compare("run", skewed));
        assertThat(part.err()).doesNotContain("absent");
        for (String subcommand : List.of("plan", "run")) {
            compare(subcommand).assertRefused(4, "DATA", "DATA-10");
        }

        // as if it were finished on another machine
        Files.createDirectory(runs.resolve("three-ways-absent-local-3-0123456789ab"));
        CommandLineRun report = succeeded(compare("report"));
        assertThat(report.out()).isEqualTo(part.out()).contains("14 of the planned runs are not finished");
        assertThat(report.err())
                .containsOnlyOnce("the setting 'absent' are not in the report")
                .contains("DATA-10");
        Files.writeString(file, withAbsent.replace("\"skewed\": {}, ", ""));
        compare("report").assertRefused(4, "DATA", "DATA-10");
    }

    @Test
    void timeOfAPartIsEstimatedFromAllRuns() throws IOException {
        String[] open = {"--settings", "even", "--methods", "local", "--seeds", "4", "--jobs", "8"};
        compare("run", "--settings", "even", "--methods", "local", "--seeds", "3");
        Files.writeString(
                finishedRuns().get(0).resolve("timings.csv"), "round,phase,seconds,cpu-seconds\n1,train,1800,1800\n");
        assertThat(compare("plan", open).out()).contains("1 run, 0 finished, 1 to do, about 30 min");
        assertThat(compare("run", open).err()).contains("started  even, local, seed 4  about 30 min 0 s left");
    }

    @Test
    void updatesThatWereLeftOutAreReported() throws IOException {
        write(COMPARISON, "'evaluation.interval': 2 -> 'faults.dropout': 0.5");
        CommandLineRun run = compare("run", "--settings", "even", "--methods", "fedavg", "--seeds", "3");
        String sentence = "[1-7] of 8 updates of fedavg were left out";
        assertThat(run.out()).containsPattern(sentence);
        assertThat(report("report").get("report.md")).containsPattern(sentence);
    }

    @Test
    void runStoppedWithAnotherConfigurationIsKept() throws IOException {
        ToyRun.stopAfter(1, RunOptions.onDisk(Path.of(""), runs, () -> 0L), "fedper", "name=three-ways-even-fedper-3");
        CommandLineRun run = succeeded(compare("run", "--settings", "even", "--methods", "fedper", "--seeds", "3"));
        assertThat(run.err())
                .contains(
                        "starting three-ways-even-fedper-3-",
                        "stopped runs of the same name and another configuration are kept: ",
                        ".three-ways-even-fedper-3-");
        assertThat(finishedRuns()).hasSize(1);
    }

    private List<String> clientsAndExamples(Path run) {
        try {
            return Files.readAllLines(run.resolve("clients.csv")).stream()
                    .map(line -> String.join(",", List.of(line.split(",")).subList(0, 4)))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void failedRunIsListedAndOthersAreKept() throws IOException {
        write(COMPARISON, "'fedper': 'fedper' -> 'failing': { 'strategy': 'cafedistill', 'faults.dropout': 0.99 }");
        CommandLineRun run = compare("run");
        assertThat(run.status()).isEqualTo(6);
        assertThat(run.err())
                .contains(
                        "RESOURCE-60",
                        "4 of 16 runs failed; 12 are finished",
                        "skewed, failing, seed 3: NUMERIC-02",
                        "it dropped out");
        assertThat(finishedRuns()).hasSize(12);
        assertThat(report("report").get("report.md")).contains("4 of the planned runs are not finished");
    }

    @Test
    void onlyLackOfMemoryOrSpaceIsRepeated() throws IOException {
        Files.createDirectories(runs);
        String first = compare("plan", "--json").json().get(0).get("run").textValue();
        LockFile held = LockFile.take(runs.resolve("." + first + ".lock")).orElseThrow();
        try (held) {
            assertThat(compare("run").err()).contains("RESOURCE-20").doesNotContain("repeated after");
        }
    }

    @Test
    void whatDoesNotFitTheDataIsReportedBeforeTheFirstRun() throws IOException {
        write(
                COMPARISON,
                "'partition.alpha': 100 -> 'partition.test-fraction': 0; 'fedper': 'fedper' -> 'capped': "
                        + "{ 'strategy': 'cafedistill', 'coordination': 'capacity' }");
        CommandLineRun run = compare("run");
        run.assertRefused(
                2,
                "CONFIG",
                "CONFIG-60",
                "  skewed, capped, seed 3:\n    CONFIG-20  ",
                "  even, local, seed 3; even, fedavg, seed 3; even, capped, seed 3; even, cafedistill, seed 3:\n"
                        + "    CONFIG-20  The run cannot start, 1 problem:\n"
                        + "      partition: none of 4 clients to be evaluated has test examples");
        assertThat(run.err()).doesNotContain("started", "seed 4");
        assertThat(runs).doesNotExist();
        succeeded(compare("run", "--settings", "skewed", "--methods", "local,cafedistill"));
    }

    private static final String TUNED = COMPARISON
            .replace("\"settings\": { \"skewed\": {}, \"even\": { \"partition.alpha\": 100 } },", "")
            .replace(
                    "\"seeds\": [3, 4]",
                    """
                    "seeds": [3, 4],
                    "tune": { "seeds": [11, 12], "grids": {
                      "cafedistill": { "strategy.lambda": [0, 5], "training.batch-size": [4, 8] } } }
                    """);

    /** Otherwise the finished runs of a setting would be run again. */
    @Test
    void runsKeepTheirNamesIfASettingIsAdded() throws IOException {
        List<String> ofBoth = runsOf("even");
        Files.writeString(file, COMPARISON.replace("\"skewed\": {}, ", ""));
        assertThat(runsOf("even")).hasSize(8).isEqualTo(ofBoth);
    }

    private List<String> runsOf(String setting) throws IOException {
        return StreamSupport.stream(compare("plan", "--json").json().spliterator(), false)
                .filter(run -> run.get("setting").textValue().equals(setting))
                .map(run -> run.get("run").textValue())
                .toList();
    }

    @Test
    void onlySettingIsNamedDefault() throws IOException {
        Files.writeString(
                file,
                COMPARISON.replace("\"settings\": { \"skewed\": {}, \"even\": { \"partition.alpha\": 100 } },", ""));
        assertThat(compare("plan").out().lines().filter(line -> line.startsWith("default ")))
                .hasSize(8);
        assertThat(compare("plan", "--json").json())
                .allSatisfy(run -> assertThat(run.get("setting").textValue()).isEqualTo("default"));
        assertThat(compare("run").err()).contains("default, fedavg, seed 3");
        assertThat(finishedRuns()).noneMatch(each -> each.toString().contains("default"));
        Map<String, String> report = report("report");
        assertThat(report.get("report.md")).contains("## default");
        assertThat(report.get("tables.tex")).contains("\\caption{three ways: ");
        assertThat(report.get("results.csv").lines().skip(1)).hasSize(8).allSatisfy(line -> assertThat(line)
                .matches("default,[a-z]+,[34],three-ways-.*(,(|-?[01]\\.[0-9E-]+)){9}(,\\d+){3}"
                        + "(,(|-?[01]\\.[0-9E-]+)){7}"));
    }

    @Test
    void methodsAreTunedOnValidationExamplesOnly() throws IOException {
        String tuned = TUNED.replace("\"set\": {", "\"set\": { \"partition.validation-fraction\": 0.25,");
        Files.writeString(file, tuned);
        assertThat(compare("plan").out())
                .contains(
                        "14 runs, 0 finished, 14 to do",
                        "2 more once methods are tuned",
                        "strategy.lambda=5, training.batch-size=4");
        assertThat(compare("plan", "--methods", "fedper,cafedistill", "--seeds", "3")
                        .out())
                .contains("9 runs, 0 finished, 9 to do", "1 more once methods are tuned");
        CommandLineRun run = succeeded(compare("run", "--jobs", "2"));
        assertThat(finishedRuns()).hasSize(8 + 8);

        double[] accuracy = new double[4];
        List<String> candidates = List.of(
                "strategy.lambda=0, training.batch-size=4",
                "strategy.lambda=0, training.batch-size=8",
                "strategy.lambda=5, training.batch-size=4",
                "strategy.lambda=5, training.batch-size=8");
        for (JsonNode each : compare("plan", "--json").json()) {
            String name = each.get("run").textValue();
            if (name.contains("-tune-")) {
                accuracy[candidates.indexOf(each.get("tuned").textValue())] += new ObjectMapper()
                        .readTree(runs.resolve(name).resolve("summary.json").toFile())
                        .at("/last-evaluations/validation-accuracy")
                        .doubleValue();
            }
        }
        int best = 0;
        for (int i = 1; i < 4; i++) {
            best = accuracy[i] > accuracy[best] ? i : best;
        }
        String lambda = best < 2 ? "0" : "5";
        String batch = best % 2 == 0 ? "4" : "8";
        assertThat(run.out())
                .contains(("cafedistill was tuned on validation examples, with 4 candidates and 2 other seeds:"
                                + " strategy.lambda=%s, training.batch-size=%s chosen at")
                        .formatted(lambda, batch));
        Path chosen = finishedRuns().stream()
                .filter(each -> each.getFileName().toString().startsWith("three-ways-cafedistill-3-"))
                .findFirst()
                .orElseThrow();
        assertThat(Files.readString(chosen.resolve("config.json")))
                .containsPattern("\"lambda\" : " + lambda + "\\b")
                .containsPattern("\"batch-size\" : " + batch + "\\b");
        assertThat(compare("plan").out())
                .contains("16 runs, 16 finished, 0 to do")
                .doesNotContain("more once");
        assertThat(compareInto("again", "run").out()).isEqualTo(run.out());

        write(
                tuned,
                "'strategy.lambda': [0, 5], 'training.batch-size': [4, 8] -> 'training.batch-size': [2, "
                        + "4, 8], 'strategy.lambda': [0, 5]");
        assertThat(compare("plan").out())
                .as("plan of a longer grid")
                .contains("18 runs, 14 finished, 4 to do", "2 more once methods are tuned");
    }

    @Test
    void failedRunsDoNotStopTheSecondPhase() throws IOException {
        write(
                TUNED,
                "'set': { -> 'set': { 'partition.validation-fraction': 0.25,; 'fedper': 'fedper' -> "
                        + "'failing': { 'strategy': 'cafedistill', 'faults.dropout': 0.99 }");
        CommandLineRun run = compare("run");
        assertThat(run.status()).isEqualTo(6);
        assertThat(run.err())
                .contains("RESOURCE-60", "2 of 16 runs failed; 14 are finished", "failing, seed 3: NUMERIC-02");
        assertThat(run.err().lines().filter(line -> line.startsWith("started  default, failing, seed 3")))
                .as("failed runs are not repeated")
                .hasSize(1);
        assertThat(finishedRuns())
                .anySatisfy(each -> assertThat(each.getFileName().toString()).startsWith("three-ways-cafedistill-3-"));
    }

    @Test
    void candidatesThatDivergeAreNotChosen() throws IOException {
        String tuned = TUNED.replace(
                        "\"set\": {", "\"set\": { \"partition.validation-fraction\": 0.25, \"training.rounds\": 4,")
                .replace("\"strategy.lambda\": [0, 5]", "\"training.optimizer.learning-rate\": [6, 0.05]")
                .replace(
                        "\"training.batch-size\": [4, 8]",
                        "\"training.optimizer.weight-decay\": [1], \"training.local-epochs\": [10]");
        Files.writeString(file, tuned);
        CommandLineRun run = succeeded(compare("run"));
        assertThat(run.err()).contains("diverged: NUMERIC");
        assertThat(run.out())
                .contains("2 candidates and 2 other seeds, of which 1 diverged:"
                        + " training.optimizer.learning-rate=0.05, training.optimizer.weight-decay=1,"
                        + " training.local-epochs=10 chosen at");
        assertThat(compare("plan").out())
                .contains("12 runs, 10 finished, 2 diverged, 0 to do")
                .doesNotContain("open");
        assertThat(CommandLineRun.succeeding("runs list --json --runs-dir %s", runs)
                        .json())
                .as("runs that diverged are not left as stopped ones")
                .extracting(each -> each.get("state").textValue())
                .containsOnly("finished");
        CommandLineRun again = compareInto("again", "run");
        assertThat(again.err()).doesNotContain("started");
        assertThat(again.out()).isEqualTo(run.out());
        moveVisibleTo(folder.resolve("merged"));
        assertThat(compareInto("merged-report", "report").out()).isEqualTo(run.out());
        assertThat(compare("plan").out()).contains("12 runs, 10 finished, 2 diverged, 0 to do");
        assertThat(CommandLineRun.succeeding("runs list --json --runs-dir %s", runs)
                        .json())
                .hasSize(10);

        write(
                tuned,
                "6, 0.05 -> 6; 'fedper': 'fedper' -> 'failing': { 'strategy': 'cafedistill', "
                        + "'faults.dropout': 0.99 }");
        CommandLineRun none = compareInto("none", "run");
        assertThat(none.status()).isEqualTo(ErrorCategory.NUMERIC.exitStatus());
        assertThat(none.err())
                .contains(
                        "NUMERIC-60",
                        "Every candidate of cafedistill diverged",
                        "2 of 8 runs failed",
                        "  default, failing, seed 3: NUMERIC-02  ");
        assertThat(compare("plan").out())
                .contains("8 runs, 4 finished, 2 diverged, 2 to do")
                .doesNotContain("more once methods are tuned");
        succeeded(compareInto("others", "run", "--methods", "local,fedavg", "--seeds", "3"));
    }

    /** Dropouts are no reason to lower the learning rate, nor is the next try of the run hopeless. */
    @Test
    void tooFewUpdatesOfACandidateAreAFailure() throws IOException {
        write(
                TUNED,
                "'set': { -> 'set': { 'partition.validation-fraction': 0.25,; 'strategy.lambda': [0, 5] "
                        + "-> 'faults.dropout': [0.99]; 'training.batch-size': [4, 8] -> 'training.batch-size': [4]");
        CommandLineRun run = compare("run", "--methods", "cafedistill");
        assertThat(run.status()).isEqualTo(6);
        assertThat(run.err())
                .contains("RESOURCE-60", "seed 11: NUMERIC-02", "seed 12: NUMERIC-02", "on-too-few-updates")
                .doesNotContain("diverged");
        assertThat(compare("plan").out()).contains("8 runs, 0 finished, 8 to do");
    }

    /** Moves what {@code cp -r runs/*} copies. */
    private void moveVisibleTo(Path target) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> list = Files.list(runs)) {
            for (Path each : list.filter(path -> !path.getFileName().toString().startsWith("."))
                    .toList()) {
                Files.move(each, target.resolve(each.getFileName()));
            }
        }
        runs = target;
    }

    @Test
    void divergenceThatCannotBeRecordedIsAFailure() throws IOException {
        write(
                TUNED,
                "'set': { -> 'set': { 'partition.validation-fraction': 0.25,; 'strategy.lambda': [0, 5] "
                        + "-> 'training.optimizer.learning-rate': [10], 'training.local-epochs': [40]; "
                        + "'training.batch-size': [4, 8] -> 'training.optimizer.weight-decay': [1]");
        for (JsonNode run : compare("plan", "--json").json()) {
            if (!run.get("tuned").textValue().isEmpty()) {
                Files.createDirectories(runs.resolve(run.get("run").textValue() + ".diverged"));
            }
        }
        CommandLineRun run = compare("run");
        assertThat(run.status()).isEqualTo(6);
        assertThat(run.err()).contains("RESOURCE-60", "2 of 8 runs failed; 6 are finished", "seed 11: RESOURCE-28");
    }

    @Test
    void tuningRequiresValidationExamples() throws IOException {
        Files.writeString(file, TUNED);
        compare("run").assertRefused(2, "CONFIG", "CONFIG-61", "partition.validation-fraction", "--methods");
        CommandLineRun.of("config validate %s", file).assertRefused(2, "CONFIG", "CONFIG-61");
        assertThat(runs).doesNotExist();

        CommandLineRun.of("compare --runs-dir %s plan %s", runs, file).assertRefused(2, "CONFIG", "follow it");
        CommandLineRun untuned = succeeded(compare("run", "--methods", "local,fedavg,fedper"));
        assertThat(finishedRuns()).hasSize(6);
        assertThat(compareInto("again", "report").out()).isEqualTo(untuned.out());
    }

    @Test
    void localRunsWithoutTheAggregationOfTheBase() throws IOException {
        Files.writeString(file, "{ \"name\": \"controls\", \"base\": \"base.json\", \"seeds\": [1] }");
        assertThat(compare("plan").out()).contains("2 runs, 0 finished", "local", "fedavg");
        List<String> before = runsOf("default");
        Files.writeString(
                folder.resolve("base.json"),
                BASE.replace(
                        "\"rounds\": 2,",
                        "\"rounds\": 2, \"aggregator\": \"coordinate-median\","
                                + " \"server-optimizer\": { \"type\": \"fedavgm\" },"));
        List<String> after = runsOf("default");
        assertThat(after.get(0)).startsWith("controls-local").isEqualTo(before.get(0));
        assertThat(after.get(1)).startsWith("controls-fedavg").isNotEqualTo(before.get(1));
        succeeded(compare("run"));

        Files.writeString(
                file,
                "{\"name\": \"controls\", \"base\": \"base.json\", \"seeds\": [1], \"methods\": {\"local\": {}}}");
        assertThat(runsOf("default")).containsExactlyInAnyOrderElementsOf(after);
        Files.writeString(
                file,
                """
                { "name": "controls", "base": "base.json", "seeds": [1],
                  "methods": { "local": { "strategy": "local", "training.aggregator": "krum" } } }
                """);
        compare("run")
                .assertRefused(2, "CONFIG", "CONFIG-20", "'krum' replaces an aggregation, which strategy 'local'");
    }
}
