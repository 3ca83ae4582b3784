package org.exeunt.runtime.client;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.strategy.ClientExecutor;

/** Runs clients on threads of this process. */
public final class LocalExecutorPlugin extends Plugin<ClientExecutor, LocalExecutorPlugin.Options> {
    /** The id of this plugin. */
    public static final String ID = "local";

    private static final String AUTO = "auto";

    /** Options of the executor {@code local}. */
    public record Options(
            @Option(
                            value = "Number of worker threads, or 'auto' for one per processor; does not affect"
                                    + " results",
                            defaultValue = AUTO,
                            pattern = AUTO + "|[1-9][0-9]{0,3}",
                            unit = "threads")
                    String workers) {}

    /** Called by the service loader. */
    public LocalExecutorPlugin() {
        super(
                ID,
                "Worker threads of this process, each with its own network",
                (options, context) -> new WorkerPool(
                        options.workers().equals(AUTO)
                                ? Runtime.getRuntime().availableProcessors()
                                : Integer.parseInt(options.workers())));
    }
}
