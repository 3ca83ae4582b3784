package org.exeunt.it.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;

/**
 * Short runs on the toy engine with all installed plugins: eight clients, half of them per round, for six rounds. Their
 * data are a table of ten classes with 200 training and 40 test examples of eight numbers.
 */
public final class ToyRun {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(ToyRun.class.getClassLoader());

    private static final String FILE =
            """
            {
              "name": "toy", "seed": 11,
              "dataset":   %s,
              "partition": { "type": "dirichlet", "alpha": 0.5, "clients": 8, "min-examples": 20,
                             "test-fraction": 0.25 },
              "network":   { "hidden": [6, 5, 4], "buffers": true },
              "strategy":  { "type": "%s" },
              "training":  { "rounds": 6, "participation": 0.5, "local-epochs": 1, "batch-size": 8,
                             "optimizer": { "learning-rate": 0.02 } },
              "evaluation": { "interval": 3, "exit-policies": [ { "type": "confidence" }, { "type": "patience" } ] },
              "engine":    { "type": "toy" },
              "executor":  { "type": "local" }
            }
            """;

    /** An override that replaces the table with pictures, for tests of recorded values or of pictures. */
    public static final String SHAPES = "dataset={\"type\": \"shapes\", \"train\": 200, \"test\": 40}";

    /** The table, as the section of a configuration. */
    public static final String TABLE = "{ \"type\": \"csv\", \"file\": \"%s\", \"split\": \"part\" }"
            .formatted(table().toString().replace('\\', '/'));

    private ToyRun() {}

    private static Path table() {
        RandomGenerator random = new RandomStreams(11).stream("table");
        StringBuilder rows = new StringBuilder("a,b,c,d,e,f,g,h,label,part\n");
        for (int row = 0; row < 240; row++) {
            int label = row % 10;
            for (int column = 0; column < 8; column++) {
                double centre = (label + 1) * (column + 3) % 7;
                rows.append("%.3f,".formatted(centre + random.nextGaussian()));
            }
            rows.append("class%d,%s\n".formatted(label, row < 200 ? "train" : "test"));
        }
        try {
            Path file = Files.createTempFile("toy", ".csv");
            file.toFile().deleteOnExit();
            return Files.writeString(file, rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the ids of all installed strategies. */
    public static List<String> strategies() {
        return ids(Strategy.class);
    }

    /** Returns whether all eight clients take part in the last round of a strategy. */
    public static boolean endsWithAllClients(String strategy) {
        return List.of("exit-discriminants", "pfedfda").contains(strategy);
    }

    /** Returns whether a strategy only collects statistics in the last round, so that nobody trains in it. */
    public static boolean endsWithoutTraining(String strategy) {
        return strategy.equals("exit-discriminants");
    }

    /** Returns the ids of all installed coordination policies. */
    public static List<String> policies() {
        return ids(CoordinationPolicy.class);
    }

    /** Returns the ids of all installed plugins of a kind. */
    public static List<String> ids(Class<?> kind) {
        return REGISTRY.plugins(kind).stream()
                .map(InstalledPlugin::plugin)
                .map(Plugin::id)
                .toList();
    }

    /** Runs without result files. */
    public static RunResult inMemory(String strategy, String... overrides) {
        return with(RunOptions.inMemory(Path.of(""), () -> 0L), strategy, overrides);
    }

    /** Returns the configuration as JSON. */
    public static String file(String strategy) {
        return FILE.formatted(TABLE, strategy);
    }

    /** Runs with the given run options. */
    public static RunResult with(RunOptions options, String strategy, String... overrides) {
        return Run.execute(config(strategy, overrides), REGISTRY, options);
    }

    /** Runs until the given number of rounds is finished, and asserts that the run then stops as requested. */
    public static AbstractThrowableAssert<?, ? extends Throwable> stopAfter(
            int rounds, RunOptions options, String strategy, String... overrides) {
        int[] calls = {-1}; // the first is before the first round
        return assertThatThrownBy(() -> with(options.withStop(() -> ++calls[0] == rounds), strategy, overrides))
                .hasMessageContaining("stopped on request")
                .isInstanceOfSatisfying(
                        ExeuntException.class,
                        stopped -> assertThat(stopped.code().category()).isEqualTo(ErrorCategory.STOPPED));
    }

    /** Runs with result files under {@code runs}. */
    public static RunResult onDisk(Path runs, String strategy, String... overrides) {
        return Run.execute(config(strategy, overrides), REGISTRY, RunOptions.onDisk(Path.of(""), runs, () -> 0L));
    }

    private static RunConfig config(String strategy, String... overrides) {
        return new RunConfigReader(REGISTRY)
                .read("toy.json", file(strategy), List.of(overrides))
                .orThrow();
    }
}
