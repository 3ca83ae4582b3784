package org.exeunt.runtime.client;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientExecutorPlugin;

/** Runs clients on threads of this process. */
public final class LocalExecutorPlugin extends ClientExecutorPlugin<LocalExecutorPlugin.Options> {
    /** The id of this plugin. */
    public static final String ID = "local";

    private static final String AUTO = "auto";
    private static final String NUMBER = "[1-9][0-9]{0,3}";

    /** Options of the executor {@code local}. */
    public record Options(
            @Option(
                            value = "Number of worker threads, or 'auto' for one per processor; does not affect"
                                    + " results",
                            defaultValue = AUTO,
                            pattern = AUTO + "|" + NUMBER,
                            unit = "threads")
                    String workers) {}

    /** Called by the service loader. */
    public LocalExecutorPlugin() {
        super(
                ID,
                "Worker threads of this process, each with its own network",
                Options.class,
                (options, context) -> new LocalExecutor(workers(options.workers())));
    }

    private static int workers(String configured) {
        if (configured.equals(AUTO)) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (!configured.matches(NUMBER)) {
            throw new IllegalArgumentException(
                    "workers is '%s'; expected 'auto' or a whole number from 1 to 9999".formatted(configured));
        }
        return Integer.parseInt(configured);
    }
}
