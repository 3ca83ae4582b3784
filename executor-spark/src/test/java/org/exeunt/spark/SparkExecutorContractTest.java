package org.exeunt.spark;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.runtime.remote.ProcessesExecutorPlugin.LostClient;
import org.exeunt.testkit.contract.ClientExecutorContract;

/** Contract of the executor with executors that are threads of this process, as the contract observes it. */
class SparkExecutorContractTest extends ClientExecutorContract {
    @Override
    protected List<PluginChoice<ClientExecutor>> variants() {
        return Stream.of("local[1]", "local[2]")
                .map(master -> PluginChoice.<ClientExecutor, SparkExecutorPlugin.Options>of(
                        new SparkExecutorPlugin(),
                        new SparkExecutorPlugin.Options(
                                Optional.of(master),
                                List.of(),
                                LostClient.END_RUN,
                                SparkExecutorPlugin.Arithmetic.SAME,
                                1)))
                .toList();
    }
}
