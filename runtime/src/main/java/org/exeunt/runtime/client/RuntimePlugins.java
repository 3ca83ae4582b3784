package org.exeunt.runtime.client;

import java.util.List;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.strategy.ClientExecutor;

/** The plugin of this module: the executor {@code local}. */
public final class RuntimePlugins implements Plugins {
    private static final String AUTO = "auto";

    /** Options of the executor {@code local}. */
    public record LocalOptions(
            @Option(
                            value = "Number of worker threads, or 'auto' for one per processor; does not affect"
                                    + " results",
                            defaultValue = AUTO,
                            pattern = AUTO + "|[1-9][0-9]{0,3}",
                            unit = "threads")
                    String workers) {
        private int threads() {
            return workers.equals(AUTO) ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(workers);
        }
    }

    @Override
    public List<Plugin<?, ?>> plugins() {
        return List.of(Plugin.of(
                        ClientExecutor.class, "local", LocalOptions.class, options -> new WorkerPool(options.threads()))
                .summary("Worker threads of this process, each with its own network"));
    }
}
