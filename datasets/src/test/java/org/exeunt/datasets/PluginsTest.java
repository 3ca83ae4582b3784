package org.exeunt.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.exeunt.api.plugin.Plugins;
import org.junit.jupiter.api.Test;

/** {@code EveryPluginContractTest} checks the contract of the plugins that are found. */
class PluginsTest {
    @Test
    void everyPluginIsFound() {
        List<String> found = new ArrayList<>();
        for (Plugins list : ServiceLoader.load(Plugins.class)) {
            if (list instanceof DatasetPlugins) {
                list.plugins().forEach(plugin -> found.add(plugin.kind().getSimpleName() + " " + plugin.id()));
            }
        }
        assertThat(found)
                .containsExactlyInAnyOrder(
                        "DatasetSource agnews",
                        "DatasetSource arrays",
                        "DatasetSource csv",
                        "DatasetSource image-folder",
                        "DatasetSource cifar10",
                        "DatasetSource cifar100",
                        "DatasetSource mnist",
                        "DatasetSource shapes",
                        "DatasetSource text",
                        "DatasetSource tinyimagenet",
                        "DatasetSource ucihar",
                        "Partitioner dirichlet",
                        "Partitioner iid",
                        "Partitioner file",
                        "Partitioner quantity",
                        "Partitioner shards",
                        "Partitioner pathological",
                        "Partitioner cluster-skew",
                        "Partitioner natural",
                        "DeviceModel file",
                        "DeviceModel log-normal",
                        "DeviceModel tiers",
                        "DeviceModel uniform");
    }
}
