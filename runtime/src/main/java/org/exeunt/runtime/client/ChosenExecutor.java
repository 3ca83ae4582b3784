package org.exeunt.runtime.client;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;

/** Forwards to the configured executor and reports its exceptions as failures of its plugin. */
public record ChosenExecutor(PluginChoice<ClientExecutor> choice, ClientExecutor executor) implements ClientExecutor {
    public static ClientExecutor of(PluginChoice<ClientExecutor> choice, PluginContext context) {
        return new ChosenExecutor(choice, PluginCall.create(choice, "executor", context));
    }

    @Override
    public void open(ClientRunner runner) {
        PluginCall.run(choice, "being opened", () -> executor.open(runner));
    }

    @Override
    public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
        return PluginCall.call(choice, "training clients", () -> executor.train(tasks));
    }

    @Override
    public void evaluate(List<Supplier<ClientTask>> tasks, Consumer<EvaluationResult> results) {
        PluginCall.run(choice, "evaluating clients", () -> executor.evaluate(tasks, results));
    }

    @Override
    public Duration cpuTime() {
        return PluginCall.ask(choice, executor::cpuTime);
    }

    @Override
    public List<String> statistics() {
        return PluginCall.ask(choice, executor::statistics);
    }

    @Override
    public void close() {
        PluginCall.run(choice, "being closed", executor::close);
    }
}
