package org.exeunt.runtime.remote;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Function;
import java.util.function.Supplier;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientExecutorPlugin;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.runtime.client.WorkerPool;

/** Runs clients in worker processes on this machine. */
public final class ProcessesExecutorPlugin extends ClientExecutorPlugin<ProcessesExecutorPlugin.Options> {
    /** The id of this plugin. */
    public static final String ID = "processes";

    /** Memory outside the Java heap that a process may need: native buffers, code, threads. */
    private static final long NATIVE_BYTES = 1L << 30;

    /** What happens if a client cannot be trained because its process ends at every try. */
    public enum LostClient {
        /** The run ends with an error, and can be resumed. */
        END_RUN,
        /** The run continues without the update of the client; an evaluation ends the run nevertheless. */
        FAIL_CLIENT
    }

    /** Options of the executor {@code processes}. */
    public record Options(
            @Option(
                            value = "Greatest number of worker processes, or 'auto': one per processor as far as memory"
                                    + " allows; does not affect results",
                            defaultValue = WorkerPool.AUTO,
                            pattern = WorkerPool.SIZE_PATTERN,
                            unit = "processes")
                    String workers,
            @Option(
                            value = "If a client's process ends at each of three tries: end the run, or continue"
                                    + " without the client's update",
                            defaultValue = "end-run")
                    LostClient onLostClient) {}

    /** Called by the service loader. */
    public ProcessesExecutorPlugin() {
        this(WorkerCommand::new);
    }

    /**
     * Creates a plugin that starts its workers in another way.
     *
     * @param starters creates for each executor what starts a process that runs {@link WorkerMain}
     */
    public ProcessesExecutorPlugin(Supplier<Function<ClientRunner, Process>> starters) {
        super(
                ID,
                "Worker processes on this machine, each with one thread and its own copy of the data",
                Options.class,
                (options, context) -> new ProcessesExecutor(
                        WorkerPool.size(options.workers(), automaticWorkers()),
                        options.onLostClient(),
                        starters.get(),
                        context));
    }

    /**
     * Returns the number of workers of {@code auto}: one per processor, but no more than fit into the memory of the
     * machine or container next to this process, if each uses its whole Java heap and 1 GiB of other memory.
     */
    public static int automaticWorkers() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return workers(
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize(),
                Runtime.getRuntime().maxMemory());
    }

    static int workers(int processors, long memory, long heap) {
        return (int) Math.max(1, Math.min(processors, memory / (Math.min(heap, memory) + NATIVE_BYTES) - 1));
    }
}
