package org.exeunt.runtime.client;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.strategy.ClientExecutor;

/** Runs clients on threads of this process. */
public final class LocalExecutorPlugin extends Plugin<ClientExecutor, LocalExecutorPlugin.Options> {
    /** The id of this plugin. */
    public static final String ID = "local";

    /** Options of the executor {@code local}. */
    public record Options(
            @Option(
                            value = "Number of worker threads, or 'auto' for one per processor; does not affect"
                                    + " results",
                            defaultValue = WorkerPool.AUTO,
                            pattern = WorkerPool.SIZE_PATTERN,
                            unit = "threads")
                    String workers) {}

    /** Called by the service loader. */
    public LocalExecutorPlugin() {
        super(
                ID,
                "Worker threads of this process, each with its own network",
                (options, context) -> new LocalExecutor(WorkerPool.size(options.workers())));
    }
}
