package org.exeunt.it.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.it.support.ChildRun;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.SampledData;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.store.files.OwnFiles;
import org.exeunt.testsupport.LoopbackMlflow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every command with random combinations of two to four option values: the configuration is refused at the start with
 * an error code, or all commands succeed. {@code -Dexeunt.case=N} repeats a single case.
 */
class OptionCombinationsTest {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(OptionCombinationsTest.class.getClassLoader());
    private static final long SEED = Long.getLong("exeunt.seed", 15);
    private static final int ONLY = Integer.getInteger("exeunt.case", -1);

    private static final String TOY =
            """
            {
              "$schema": "schema.json", "name": "sampled", "seed": 11,
              "dataset":   { "type": "shapes", "train": 45, "test": 10 },
              "partition": { "type": "dirichlet", "alpha": 0.5, "clients": 4, "min-examples": 2 },
              "network":   { "hidden": [6, 5, 4] },
              "strategy":  { "type": "fedavg" },
              "training":  { "rounds": 3, "batch-size": 8, "optimizer": { "learning-rate": 0.02 } },
              "engine":    { "type": "toy" }
            }
            """;
    private static final String DL4J = TOY.replace("\"toy\"", "\"dl4j\"")
            .replace("\"rounds\": 3", "\"rounds\": 2")
            .replace("\"hidden\": [6, 5, 4]", "\"backbone\": { \"type\": \"convnet\", \"width\": 4 }");

    /** As {@link RandomOptions} reads it. */
    private static final String GIVEN =
            """
            $schema = -
            training.initial-weights = -
            name = "7.-_odd" | "LONG"
            executor[local].workers = 1 | "3"
            engine[dl4j].device = "auto"
            trackers[mlflow] = "uri": "MLFLOW"
            trackers[mlflow].uri = "MLFLOW"
            trackers[mlflow].experiment = "sampled"
            trackers[tensorboard] = "dir": "FOLDER/events"
            trackers[tensorboard].dir = "FOLDER/events"
            training.rounds = 1 | 4
            training.augmentation = {} | {"flip": false, "crop": 40}
            training.stop = {"patience": 3} | {"target": 1.0} | {"patience": 3, "minimum-improvement": 0.1}
            evaluation.interval = 2 | 100
            coordination[capacity].fractions = [0.2, 0.3, 0.5]
            strategy[heterofl].widths = [1.0, 0.4]
            strategy[fedrolex].widths = [1.0, 0.4]
            strategy[fjord].widths = [1.0, 0.4]
            strategy[scalefl].widths = [0.4, 0.7, 1.0]
            evaluation.exit-policies[budgeted].exit-fractions = [[0.5, 0.3, 0.2]]
            partition[file] = "file": "FOLDER/partition.json"
            partition[file].file = "FOLDER/partition.json"
            devices[file] = "file": "FOLDER/devices.csv"
            devices[file].file = "FOLDER/devices.csv"
            network.hidden = [5] | [4, 4, 4, 4]
            network.backbone[mlp] = "hidden": [6, 5, 4]
            network.backbone[mlp].hidden = [5] | [4, 4, 4, 4]
            network.backbone[convnet].width = 4 | 8
            network.backbone[resnet18] = "width": 4, "groups": 4
            network.backbone[resnet18].width = 4
            network.backbone[resnet18].groups = 1 | 2
            network.backbone[convnet-1d] = "width": 4
            network.backbone[any-width-convnet] = "width": 8
            network.backbone[any-width-convnet].width = 8
            network.backbone[any-width-convnet].levels = 2 | 8
            network.backbone[any-width-convnet-1d] = "width": 8
            network.backbone[any-width-convnet-1d].width = 8
            network.backbone[any-width-convnet-1d].levels = 2 | 4
            network.backbone[two-stem-1d] = "width": 4
            network.backbone[two-stem-1d].groups = \
            [{"name": "a", "channels": [9, 1, 2, 3]}, {"name": "b", "channels": [4, 5, 6, 7, 8]}]
            network.backbone[transformer] = "vocabulary": 60, "width": 8, "feed-forward": 8, "blocks": 3
            network.backbone[transformer].vocabulary = 60
            network.backbone[transformer].width = 4
            network.head[conv] = "width": 4
            network.head[mlp] = "width": 8
            network.head[recurrent] = "feed-forward": 8
            network.head[recurrent].memory = 5 | 64
            modalities.clients = \
            [{"fraction": 0.4, "modalities": ["gyroscope"]}, \
            {"fraction": 0.6, "modalities": ["gyroscope", "accelerometer"]}]
            feature-shift = [{}, {"permute": 1, "scale": -0.5, "offset": 0.1}] | [{"rotate": 30}, {"noise": 0.2}]
            dataset[shapes] = "train": 45, "test": 10
            dataset[shapes].train = 50
            dataset[image-folder] = "height": 8, "width": 8, "dir": "FOLDER/image-folder"
            dataset[image-folder].height = 6
            dataset[image-folder].width = 6
            dataset[image-folder].layout = "class"
            dataset[csv] = "file": "FOLDER/table.csv"
            dataset[csv].file = "FOLDER/table.csv"
            dataset[csv].test-file = "FOLDER/table.csv"
            dataset[csv].label = "owner"
            dataset[csv].owner = "owner"
            dataset[csv].split = "part"
            dataset[csv].categorical = ["height"]
            dataset[csv].ignore = ["text"]
            dataset[csv].delimiter = -
            dataset[csv].header = -
            dataset[text] = "path": "FOLDER/texts.csv"
            dataset[text].path = "FOLDER/texts.csv"
            dataset[text].test-file = "FOLDER/texts.csv"
            dataset[text].text = "part"
            dataset[text].label = "owner"
            dataset[text].owner = "owner"
            dataset[text].split = "part"
            dataset[text].delimiter = -
            dataset[text].tokenizer = -
            dataset[agnews].tokenizer = -
            faults\\.deadline = .* => {"devices": {"type": "uniform"}}
            coordination.*budget.* => {"devices": {"type": "tiers"}}
            sampling.*tiers.* => {"devices": {"type": "tiers"}}
            faults\\.attack\\.(fraction|scale) = .* => {"faults.attack.type": "sign-flip"}
            training\\.server-optimizer\\.(learning-rate|beta1|beta2|tau) = .* => \
            {"training.server-optimizer.type": "fedadam"}
            training\\.stop.* => {"partition.validation-fraction": 0.25}
            evaluation\\.exit-policies.*(budgeted|risk-controlled).* => {"partition.validation-fraction": 0.25}
            feature-shift.*rotate.* => {"dataset": {"type": "shapes", "train": 45, "test": 10}}
            partition.*natural.* => {"dataset": {"type": "ucihar", "dir": "FOLDER/ucihar"}}
            partition\\[file].* => {"dataset": {"type": "shapes", "train": 45, "test": 10}}
            network\\.backbone.*(convnet|two-stem)-1d.* => {"dataset": {"type": "ucihar", "dir": "FOLDER/ucihar"}}
            modalities\\..* => {"dataset": {"type": "ucihar", "dir": "FOLDER/ucihar"}, \
            "network.backbone": {"type": "two-stem-1d", "width": 4}}
            network\\.backbone.*transformer.* => \
            {"dataset": {"type": "agnews", "dir": "FOLDER/agnews", "length": 12, "vocabulary": 60}}
            """;

    @TempDir
    private static Path folder;

    private static LoopbackMlflow mlflow;
    private static String given;

    @BeforeAll
    static void writeData() throws IOException {
        mlflow = new LoopbackMlflow();
        SampledData samples = new SampledData(folder);
        StringBuilder table = new StringBuilder(GIVEN);
        for (String dataset : List.of("cifar10", "cifar100", "mnist", "tinyimagenet", "agnews", "ucihar", "arrays")) {
            table.append(
                    "dataset[%s] = \"dir\": \"FOLDER/%<s\"\ndataset[%<s].dir = \"FOLDER/%<s\"\n".formatted(dataset));
            samples.of(dataset);
        }
        table.append("dataset[image-folder].dir = \"%s\"\n".formatted(samples.of("image-folder")));
        given = table.toString()
                .replace("FOLDER", folder.toString().replace('\\', '/'))
                .replace("MLFLOW", mlflow.uri().toString())
                .replace("LONG", "n".repeat(100));
        samples.of("csv");
        samples.of("text");
        Files.writeString(
                folder.resolve("partition.json"),
                IntStream.of(0, 15, 30)
                        .mapToObj(first -> "{ \"train\": %s, \"validation\": %s, \"test\": %s }"
                                .formatted(range(first, 9), range(first + 9, 3), range(first + 12, 3)))
                        .collect(Collectors.joining(", ", "{ \"source\": [\"shapes\"], \"clients\": [", "] }")));
        Files.writeString(
                folder.resolve("devices.csv"),
                IntStream.range(0, 60)
                        .mapToObj(client -> client + ",1e9,1e6,1e6,1000000000\n")
                        .collect(Collectors.joining("", "client,macs-per-second,bytes-down,bytes-up,memory\n", "")));
        ImageIO.write(
                new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB),
                "png",
                folder.resolve("input.png").toFile());
        Files.writeString(folder.resolve("input.txt"), "word1 of the day");
        Files.writeString(folder.resolve("input.csv"), "text,height,label,owner,part\nword1 word2,5,a,1,train\n");
        Files.writeString(folder.resolve("series.csv"), "0,0.1,0.2,0,0,0,1,0,0\n".repeat(128));
        SampledData.array(folder.resolve("input.npy"), "(8,)", new byte[8]);
    }

    private static List<Integer> range(int first, int count) {
        return IntStream.range(first, first + count).boxed().toList();
    }

    @AfterAll
    static void end() {
        mlflow.close();
    }

    private static RandomOptions options(String engine) throws IOException {
        boolean isToy = engine.equals("toy");
        return new RandomOptions(
                engine,
                given + "engine[%s] = -\n".formatted(isToy ? "dl4j" : "toy") + (isToy ? "modalities = -\n" : ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"toy", "dl4j"})
    void everyKeyHasAValue(String engine) throws IOException {
        RandomOptions options = options(engine);
        assertThat(options.unknown()).as("keys to add to the given values").isEmpty();
        assertThat(options.keys())
                .extracting(RandomOptions.Key::key)
                .contains("training.rounds", "strategy[cafedistill].lambda", "faults.attack.type", "seed");
    }

    /** No plugin fails because of the smallest or the largest allowed value of a number. */
    @Test
    void boundsOfARangeCauseNoPluginError() throws IOException {
        RandomOptions options = options("toy");
        RunConfigReader reader = new RunConfigReader(REGISTRY);
        int runs = 0;
        for (RandomOptions.Key key : options.keys()) {
            List<String> values = options.values(key);
            if (key.schema() == null || !key.schema().toString().contains("\"number\"") || values.size() < 3) {
                continue;
            }
            // the last is inside the range
            for (String value : values.subList(values.size() - 3, values.size() - 1)) {
                Map<String, String> settings = options.draw(key, new Random(SEED));
                settings.put(key.path(), value);
                settings.put("training.rounds", "1");
                List<String> overrides = new ArrayList<>();
                settings.forEach((path, setting) -> overrides.add(path + "=" + setting));
                try {
                    Run.execute(
                            reader.read("toy.json", TOY, overrides).orThrow(),
                            REGISTRY,
                            RunOptions.inMemory(folder, () -> 0L));
                    runs++;
                } catch (ExeuntException e) {
                    assertThat(e.code().category())
                            .as("%s: %s", overrides, e.getMessage())
                            .isNotIn(ErrorCategory.PLUGIN, ErrorCategory.INTERNAL);
                    assertThat(e.code().toString()).as(e.getMessage()).isNotEqualTo("CONFIG-21");
                }
            }
        }
        assertThat(runs).as("values that were not refused").isGreaterThan(60);
    }

    /** On Deeplearning4j, each case has an option of the network, its modalities or the engine. */
    @ParameterizedTest
    @CsvSource({"toy, .*, 10", "dl4j, (network|modalities|engine).*, 2"})
    void someCombinationsWork(String engine, String first, int cases) throws IOException {
        runCases(engine, first, cases, Set.of());
    }

    @Tag("campaign")
    @ParameterizedTest
    @CsvSource({"toy, .*", "dl4j, (network|modalities|engine).*"})
    void allKeysWork(String engine, String first) throws IOException {
        Set<String> keys = options(engine).keys().stream()
                .map(RandomOptions.Key::key)
                .filter(key -> key.matches(first))
                .collect(Collectors.toCollection(TreeSet::new));
        runCases(engine, first, 8 * keys.size(), keys);
    }

    /** Runs cases whose first keys are taken in random order, and asserts that each of {@code required} is in a run. */
    private static void runCases(String engine, String first, int cases, Set<String> required) throws IOException {
        RandomOptions options = options(engine);
        List<RandomOptions.Key> keys = options.keys();
        List<RandomOptions.Key> order = new ArrayList<>(
                keys.stream().filter(key -> key.key().matches(first)).toList());
        Collections.shuffle(order, new Random(SEED));
        Set<String> left = new TreeSet<>(required);
        Map<String, Integer> outcomes = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        for (int number = 0; number < cases; number++) {
            RandomOptions.Key next = order.get(number % order.size());
            if (ONLY >= 0 ? ONLY != number : !required.isEmpty() && !left.contains(next.key())) {
                continue;
            }
            RandomGenerator random = new RandomStreams(SEED).stream("case", number);
            Set<String> combined = new TreeSet<>(Set.of(next.key()));
            Map<String, String> settings = options.draw(next, random);
            for (int more = 1 + random.nextInt(3); more > 0; more--) {
                RandomOptions.Key key = keys.get(random.nextInt(keys.size()));
                Map<String, String> others = options.draw(key, random);
                if (others.entrySet().stream().allMatch(each -> settings.getOrDefault(each.getKey(), each.getValue())
                        .equals(each.getValue()))) {
                    settings.putAll(others);
                    combined.add(key.key());
                }
            }
            Path directory = Files.createDirectory(folder.resolve(engine + "-" + number));
            try {
                String outcome = new Commands(directory, engine.equals("toy") ? TOY : DL4J, settings).execute();
                outcomes.merge(outcome, 1, Integer::sum);
                if (outcome.isEmpty()) {
                    left.removeAll(combined);
                }
            } catch (AssertionError | RuntimeException e) {
                failures.add("%s, seed %d, case %d: %s%n%s".formatted(engine, SEED, number, settings, e));
                System.out.println(failures.get(failures.size() - 1)); // at once, because a campaign takes long
            } finally {
                OwnFiles.delete(directory);
            }
        }
        System.out.printf("%s, seed %d: %d cases, by error code (empty: success) %s%n", engine, SEED, cases, outcomes);
        assertThat(failures).as("%d failures", failures.size()).isEmpty();
        assertThat(left).as("keys that no run contained").isEmpty();
    }

    /** All commands with one configuration. */
    private record Commands(Path folder, Path file, Map<String, String> settings) {
        Commands(Path folder, String base, Map<String, String> settings) throws IOException {
            this(folder, Files.writeString(folder.resolve("run.json"), base), settings);
        }

        private CommandLineRun command(String... words) {
            List<String> line = new ArrayList<>(List.of(words));
            settings.forEach((path, value) -> line.addAll(List.of("--set", path + "=" + value)));
            return CommandLineRun.of(line.toArray(String[]::new));
        }

        private CommandLineRun run() {
            return command("run", "--quiet", file.toString(), "--runs-dir", runs().toString());
        }

        private Path runs() {
            return folder.resolve("runs");
        }

        /** Returns the error code if the configuration is refused or training diverges, and otherwise an empty text. */
        String execute() throws IOException {
            CommandLineRun check = command("config", "validate", file.toString());
            CommandLineRun run = run();
            if (check.status() != 0) {
                assertThat(code(run)).as("code of run").isEqualTo(code(check)).matches("(CONFIG|PLUGIN|DATA)-.*");
                assertThat(runs()).as("directory of a refused run").doesNotExist();
                return code(check);
            }
            assertThat(check.err()).as("config validate").doesNotContain("not checked against");
            if (run.status() == ErrorCategory.NUMERIC.exitStatus()) {
                assertThat(code(run())).as("code of the repeated run").isEqualTo(code(run));
                return code(run);
            }
            assertSucceeded("run", run);
            Path finished = ChildRun.finished(runs()).orElseThrow();
            Map<String, String> files = RunFiles.of(finished);
            assertSameAfterAStop(files);
            assertThat(run().out()).as("summary of a finished run").isEqualTo(run.out());
            useModels(new TrainedRun(run, finished));
            CommandLineRun verified = CommandLineRun.of("verify %s", finished);
            assertSucceeded("verify", verified);
            assertThat(verified.out()).contains("bit for bit");
            assertThat(RunFiles.of(finished)).as("files after all commands").isEqualTo(files);
            compare(new TrainedRun(run, finished));
            return "";
        }

        private static void assertSucceeded(String command, CommandLineRun run) {
            assertThat(run.status()).as("status of %s: %s", command, run.err()).isZero();
            assertThat(run.err()).as("stderr of %s", command).doesNotContain("\tat ", "Exception");
            assertThat(run.out()).as("stdout of %s", command).doesNotContain("NaN", "Infinity");
        }

        /** Returns the code of a command that fails with one error and no other output. */
        private static String code(CommandLineRun run) {
            String code = run.err().replaceFirst("(?s)^(?:(?:warning: )?[^\\n]*\\n)*?([A-Z]+-\\d\\d)  .*", "$1");
            assertThat(code).as(run.err()).matches("[A-Z]+-\\d\\d").isNotEqualTo("INTERNAL-01");
            String category = code.replaceFirst("-.*", "");
            run.assertRefused(ErrorCategory.valueOf(category).exitStatus(), category);
            return code;
        }

        private void assertSameAfterAStop(Map<String, String> files) throws IOException {
            List<String> overrides = new ArrayList<>();
            settings.forEach((path, value) -> overrides.add(path + "=" + value));
            RunConfig read = new RunConfigReader(REGISTRY).read(file, overrides).orThrow();
            int last = read.training().rounds() - 1;
            RunOptions options = RunOptions.onDisk(Path.of(""), folder.resolve("stopped"), System::nanoTime)
                    .withCheckpoints(Duration.ZERO);
            if (last > 0) {
                int[] calls = {-1}; // the first is before the first round
                assertThatThrownBy(() -> Run.execute(read, REGISTRY, options.withStop(() -> ++calls[0] == last)))
                        .isInstanceOfSatisfying(ExeuntException.class, thrown -> assertThat(thrown.code())
                                .hasToString("STOPPED-01"));
            }
            assertThat(RunFiles.of(Run.execute(read, REGISTRY, options)))
                    .as("files of a resumed run")
                    .isEqualTo(files);
        }

        private void useModels(TrainedRun run) throws IOException {
            JsonNode config = run.json("config.json");
            boolean isSaved = config.at("/evaluation/save-models").asBoolean();
            String client = "0";
            if (isSaved) {
                try (Stream<Path> models = Files.list(run.directory().resolve("models"))) {
                    client = models.map(model -> model.getFileName().toString().replaceAll("\\D", ""))
                            .findFirst()
                            .orElseThrow();
                }
            }
            Path input = OptionCombinationsTest.folder.resolve(
                    switch (config.at("/dataset/type").asText()) {
                        case "agnews", "text" -> "input.txt";
                        case "csv" -> "input.csv";
                        case "arrays" -> "input.npy";
                        case "ucihar" -> "series.csv";
                        default -> "input.png";
                    });
            String model = folder.resolve("exported.zip").toString();
            String name = run.directory().toString();
            for (String[] line : new String[][] {
                {"evaluate", name, "--json"},
                {"evaluate", name, "--policy", "entropy"},
                {"predict", name, "--client", client, "--input", input.toString()},
                {"export", name, "--client", client, "--output", model}
            }) {
                CommandLineRun command = CommandLineRun.of(line);
                if (!isSaved) {
                    assertThat(code(command)).as(line[0]).isIn("DATA-24", "CONFIG-70");
                } else if (line[0].equals("export") && command.status() != 0) {
                    assertThat(code(command))
                            .as("a part or a rule without export")
                            .isIn("CONFIG-70", "DATA-44");
                } else {
                    assertSucceeded(line[0], command);
                }
                if (line[2].equals("--json") && isSaved) {
                    assertThat(lastEvaluation(command.json())).isEqualTo(lastEvaluation(run.json("summary.json")));
                }
            }
        }

        /** Returns the parts of a summary that depend only on the last evaluation. */
        private static JsonNode lastEvaluation(JsonNode summary) {
            ObjectNode last = summary.deepCopy();
            last.remove(List.of("last-evaluations", "best-on-test", "warnings"));
            if (last.has("new-clients")) {
                last.withObjectProperty("new-clients").remove("last-evaluations");
            }
            return last;
        }

        /** Compares the configuration with two others at other learning rates. */
        private void compare(TrainedRun run) throws IOException {
            Path comparison = Files.writeString(
                    folder.resolve("compare.json"),
                    """
                    { "name": "compared", "base": "%s", "seeds": [%s],
                      "methods": { "sampled": {}, "slow": { "training.optimizer.learning-rate": 0.011 },
                                   "fast": { "training.optimizer.learning-rate": 0.012 } } }
                    """
                            .formatted(
                                    run.directory()
                                            .resolve("config.json")
                                            .toString()
                                            .replace('\\', '/'),
                                    run.json("summary.json").at("/setting/seed")));
            CommandLineRun compared = compare("run --methods sampled,slow,fast", comparison, "report");
            if (compared.status() != 0) { // a run may diverge with another learning rate
                assertThat(compared.err()).contains("RESOURCE-60").doesNotContain("\tat ");
                assertThat(compared.err().lines().filter(line -> line.matches("  (sampled|slow|fast), seed .*")))
                        .as(compared.err())
                        .isNotEmpty()
                        .allMatch(line -> line.matches("  (slow|fast), seed \\S+: NUMERIC-\\d\\d  .*"));
                return;
            }
            assertSucceeded("compare run", compared);
            assertSucceeded("compare report", compare("report", comparison, "again"));
            assertThat(RunFiles.contents(folder.resolve("again")))
                    .as("repeated report")
                    .isEqualTo(RunFiles.contents(folder.resolve("report")))
                    .hasSize(7);
        }

        private CommandLineRun compare(String subcommand, Path comparison, String report) {
            return CommandLineRun.of(
                    "compare " + subcommand + " %s --runs-dir %s --report %s",
                    comparison,
                    folder.resolve("compared"),
                    folder.resolve(report));
        }
    }
}
