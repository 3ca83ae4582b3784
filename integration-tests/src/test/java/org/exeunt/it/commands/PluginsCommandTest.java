package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.it.support.CommandLineRun;
import org.junit.jupiter.api.Test;

/** {@code plugins list} and {@code plugins show}. */
class PluginsCommandTest {
    @Test
    void pluginIsShownWithItsOptions() {
        assertThat(CommandLineRun.succeeding("plugins", "show", "strategy", "cafedistill")
                        .out())
                .contains("strategy cafedistill", "teacher-mode = \"frozen-separate\"", "lambda = 1.0", "at most 100");
    }

    @Test
    void kindIsNeededOnlyForAmbiguousIds() {
        assertThat(CommandLineRun.succeeding("plugins", "show", "convnet").out())
                .isEqualTo(CommandLineRun.succeeding("plugins", "show", "backbone", "convnet")
                        .out())
                .startsWith("backbone convnet ");
        CommandLineRun.of("plugins", "show", "local")
                .assertRefused(
                        2, "CONFIG", "exeunt plugins show client-executor local", "exeunt plugins show strategy local");
        CommandLineRun.of("plugins", "show", "convnt")
                .assertRefused(3, "PLUGIN", "PLUGIN-01", "did you mean 'convnet'?");
        CommandLineRun.of("plugins", "show", "a", "b", "c").assertRefused(2, "CONFIG", "CONFIG-09", "'c'");
    }

    @Test
    void pluginsOfEveryKindAreListed() {
        assertThat(CommandLineRun.succeeding("plugins", "list").out())
                .contains("fedavg", "local", "cafedistill", "fedper", "shapes", "cifar10", "dirichlet", "iid", "file")
                .contains("convnet", "mlp", "linear", "dl4j", "all-exits", "progressive-depth", "least-conflict")
                .contains("simplex-closed-form", "ojalgo-qp", "confidence", "entropy", "margin", "patience")
                .contains("source: Liu, Zhou, Tong: CAFEDistill, arXiv 2601.10015", "options: preset, lambda, mu");
    }

    @Test
    void everyPublishedMethodCitesItsPaper() {
        PluginRegistry registry = PluginRegistry.load(getClass().getClassLoader());

        assertThat(registry.plugins(Strategy.class))
                .filteredOn(plugin -> plugin.plugin().getClass().getName().startsWith("org.exeunt."))
                .filteredOn(plugin -> !plugin.id().equals("local"))
                .isNotEmpty()
                .allSatisfy(plugin -> assertThat(plugin.source())
                        .as("@Citation of strategy '%s'", plugin.id())
                        .isPresent());
    }

    @Test
    void unknownKindOrPluginIsReported() {
        CommandLineRun.of("plugins", "show", "stratgy", "fedavg").assertRefused(2, "CONFIG", "'stratgy'", "strategy");
        CommandLineRun.of("plugins", "show", "strategy", "fedavgg")
                .assertRefused(3, "PLUGIN", "'fedavgg'", "Did you mean 'fedavg'?");
    }
}
