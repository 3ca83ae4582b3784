package org.exeunt.it.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.RunConfig;
import org.exeunt.config.RunConfigReader;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;

/**
 * Short runs on the toy engine with all installed plugins: eight clients, half of them per round, for six rounds.
 */
public final class ToyRun {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(ToyRun.class.getClassLoader());

    private static final String FILE =
            """
            {
              "name": "toy", "seed": 11,
              "dataset":   { "type": "shapes", "train": 200, "test": 40 },
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

    private ToyRun() {}

    /** Returns the ids of all installed strategies. */
    public static List<String> strategies() {
        return ids(Strategy.class);
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
        return inMemory(strategy, UnaryOperator.identity(), overrides);
    }

    /** Runs with a replacement of the configured strategy. */
    public static RunResult inMemory(
            String strategy, UnaryOperator<PluginChoice<Strategy<?>>> replacement, String... overrides) {
        RunConfig read = config(strategy, overrides);
        RunConfig config = new RunConfig(
                read.name(),
                read.seed(),
                read.dataset(),
                read.partition(),
                read.modalities(),
                read.network(),
                replacement.apply(read.strategy()),
                read.coordination(),
                read.sampling(),
                read.training(),
                read.evaluation(),
                read.devices(),
                read.faults(),
                read.engine(),
                read.executor(),
                read.clientStateStorage(),
                read.trackers());
        return Run.execute(config, REGISTRY, RunOptions.inMemory(Path.of(""), () -> 0L));
    }

    /** Returns the configuration as JSON. */
    public static String file(String strategy) {
        return FILE.formatted(strategy);
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
                .read("toy.json", FILE.formatted(strategy), List.of(overrides))
                .orThrow();
    }
}
