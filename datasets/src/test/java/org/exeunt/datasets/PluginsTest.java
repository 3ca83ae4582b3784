package org.exeunt.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.plugin.Plugin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code EveryPluginContractTest} checks the contract of the plugins that are found. */
class PluginsTest {
    private final List<Plugin<?, ?>> plugins = new ArrayList<>();

    @BeforeEach
    void findPlugins() {
        for (Plugin<?, ?> plugin : ServiceLoader.load(Plugin.class)) {
            if (plugin.getClass().getPackageName().startsWith("org.exeunt.datasets")) {
                plugins.add(plugin);
            }
        }
    }

    @Test
    void everyDataSetIsFound() {
        assertThat(idsOf(DatasetSource.class))
                .containsExactlyInAnyOrder(
                        "agnews",
                        "arrays",
                        "csv",
                        "image-folder",
                        "cifar10",
                        "cifar100",
                        "mnist",
                        "shapes",
                        "text",
                        "tinyimagenet",
                        "ucihar");
    }

    @Test
    void everyPartitionerIsFound() {
        assertThat(idsOf(Partitioner.class))
                .containsExactlyInAnyOrder(
                        "dirichlet",
                        "iid",
                        "file",
                        "dirichlet-per-client",
                        "quantity",
                        "shards",
                        "pathological",
                        "cluster-skew",
                        "exdir",
                        "natural");
    }

    @Test
    void everyDeviceModelIsFound() {
        assertThat(idsOf(DeviceModel.class)).containsExactlyInAnyOrder("file", "log-normal", "tiers", "uniform");
    }

    private Stream<String> idsOf(Class<?> kind) {
        return plugins.stream().filter(plugin -> plugin.kind() == kind).map(Plugin::id);
    }
}
