package org.exeunt.spark;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.strategy.ClientExecutor;

/** The plugin of this module: the executor {@code spark}. */
public final class SparkPlugins implements Plugins {
    @Override
    public List<Plugin<?, ?>> plugins() {
        return List.of(Plugin.of(ClientExecutor.class, "spark", SparkOptions.class, SparkExecutor::new)
                .summary("Executors of an Apache Spark cluster; each loads the data once"));
    }
}
