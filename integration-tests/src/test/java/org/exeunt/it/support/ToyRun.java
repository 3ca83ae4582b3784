package org.exeunt.it.support;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
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

/** Runs described by a file, with every installed plugin at hand, on the toy engine: eight clients, half of them a round, six rounds. */
public final class ToyRun {
    private static final PluginRegistry REGISTRY = PluginRegistry.load(ToyRun.class.getClassLoader());

    private static final String FILE =
            """
            {
              "name": "toy", "seed": 11,
              "dataset":   { "type": "shapes", "train": 200, "test": 40 },
              "partition": { "type": "dirichlet", "alpha": 0.5, "clients": 8, "min-examples": 20, "test-fraction": 0.25 },
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

    public static RunResult inMemory(String strategy, String... overrides) {
        return inMemory(strategy, UnaryOperator.identity(), overrides);
    }

    /** Runs with a strategy in place of the configured one. */
    public static RunResult inMemory(
            String strategy, UnaryOperator<PluginChoice<Strategy<?>>> instead, String... overrides) {
        RunConfig read = config(strategy, overrides);
        RunConfig config = new RunConfig(
                read.name(),
                read.seed(),
                read.dataset(),
                read.partition(),
                read.network(),
                instead.apply(read.strategy()),
                read.coordination(),
                read.sampling(),
                read.training(),
                read.evaluation(),
                read.faults(),
                read.engine(),
                read.executor(),
                read.clientStateStorage(),
                read.trackers());
        return Run.execute(config, REGISTRY, RunOptions.inMemory(Path.of(""), () -> 0L));
    }

    /** Returns the configuration as a file has it. */
    public static String file(String strategy) {
        return FILE.formatted(strategy);
    }

    /** Runs in a setting of the test's own. */
    public static RunResult with(RunOptions setting, String strategy, String... overrides) {
        return Run.execute(config(strategy, overrides), REGISTRY, setting);
    }

    public static RunResult onDisk(Path runs, String strategy, String... overrides) {
        return Run.execute(config(strategy, overrides), REGISTRY, RunOptions.onDisk(Path.of(""), runs, () -> 0L));
    }

    private static RunConfig config(String strategy, String... overrides) {
        return new RunConfigReader(REGISTRY)
                .read("toy.json", FILE.formatted(strategy), List.of(overrides))
                .orThrow();
    }
}
