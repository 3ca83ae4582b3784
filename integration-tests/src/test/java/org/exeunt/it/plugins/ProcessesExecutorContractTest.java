package org.exeunt.it.plugins;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.remote.ProcessesExecutorPlugin;
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
        return Stream.of("1", "2", "5")
                .map(workers -> PluginChoice.<ClientExecutor, ProcessesExecutorPlugin.Options>of(
                        new ProcessesExecutorPlugin(() -> ProcessesExecutorContractTest::start),
                        new ProcessesExecutorPlugin.Options(workers, LostClient.END_RUN)))
                .toList();
    }

    private static Process start(ClientRunner runner) {
        return new ThreadProcess((in, out) -> {
            WorkerMain.serve(
                    in,
                    out,
                    (configuration, folder) -> new RemoteRunner(runner, new RunContext(Path.of(""))),
                    () -> {});
            return 0;
        });
    }
}
