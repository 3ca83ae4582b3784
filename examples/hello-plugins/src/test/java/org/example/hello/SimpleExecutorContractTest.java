package org.example.hello;

import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.testkit.contract.ClientExecutorContract;

class SimpleExecutorContractTest extends ClientExecutorContract {
    @Override
    protected List<PluginChoice<ClientExecutor>> variants() {
        return List.of(
                new HelloPlugins().choose(ClientExecutor.class, "simple-executor", new SimpleExecutor.Options(1)),
                new HelloPlugins().choose(ClientExecutor.class, "simple-executor", new SimpleExecutor.Options(3)));
    }
}
