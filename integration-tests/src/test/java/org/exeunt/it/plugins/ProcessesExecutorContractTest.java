package org.exeunt.it.plugins;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientExecutorPlugin;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.remote.ProcessesExecutor;
import org.exeunt.runtime.remote.ProcessesExecutorPlugin.LostClient;
import org.exeunt.runtime.remote.RemoteRunner;
import org.exeunt.runtime.remote.WorkerMain;
import org.exeunt.testkit.contract.ClientExecutorContract;
import org.exeunt.testsupport.ThreadProcess;

/**
 * Contract of the executor of worker processes, which are threads here, as the contract observes its own process:
 * messages, their order and their bits are those of processes.
 */
class ProcessesExecutorContractTest extends ClientExecutorContract {
    @Override
    protected List<PluginChoice<ClientExecutor>> variants() {
        return Stream.of(1, 2, 5)
                .map(workers -> PluginChoice.<ClientExecutor, Workers>of(new ThreadsPlugin(), new Workers(workers)))
                .toList();
    }

    private record Workers(int workers) {}

    private static final class ThreadsPlugin extends ClientExecutorPlugin<Workers> {
        ThreadsPlugin() {
            super("threads", "For a test", Workers.class, (options, context) -> new Threads(options, context));
        }
    }

    /** Starts workers that use the runner with which the executor was opened. */
    private static final class Threads implements ClientExecutor {
        private final ProcessesExecutor executor;
        private ClientRunner runner;

        Threads(Workers options, PluginContext context) {
            executor = new ProcessesExecutor(options.workers(), LostClient.END_RUN, this::start, context);
        }

        private Process start() {
            return new ThreadProcess((in, out) -> {
                WorkerMain.serve(
                        in,
                        out,
                        (configuration, folder) -> new RemoteRunner(runner, new RunContext(Path.of(""))),
                        () -> {});
                return 0;
            });
        }

        @Override
        public void open(ClientRunner opened) {
            runner = opened;
            executor.open(opened);
        }

        @Override
        public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
            return executor.train(tasks);
        }

        @Override
        public void evaluate(List<Supplier<ClientTask>> tasks, Consumer<EvaluationResult> results) {
            executor.evaluate(tasks, results);
        }

        @Override
        public void close() {
            executor.close();
        }
    }
}
