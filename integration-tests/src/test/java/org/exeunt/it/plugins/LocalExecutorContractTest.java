package org.exeunt.it.plugins;

import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.runtime.client.RuntimePlugins;
import org.exeunt.testkit.contract.ClientExecutorContract;

/** Contract of the local client executor, with several numbers of workers. */
class LocalExecutorContractTest extends ClientExecutorContract {
    @Override
    protected List<PluginChoice<ClientExecutor>> variants() {
        return Stream.of("1", "2", "4", "16", "auto")
                .map(workers -> new RuntimePlugins()
                        .choose(ClientExecutor.class, "local", new RuntimePlugins.LocalOptions(workers)))
                .toList();
    }
}
