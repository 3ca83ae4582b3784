package org.exeunt.runtime.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;

/** Runs clients on threads of this process, each with a resident network. */
final class LocalExecutor implements ClientExecutor {
    private final int workers;
    private ClientRunner runner;
    private WorkerPool pool;

    LocalExecutor(int workers) {
        this.workers = workers;
    }

    @Override
    public void open(ClientRunner opened) {
        runner = opened;
        pool = new WorkerPool(workers, opened::openNetwork);
    }

    @Override
    public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
        List<ClientResult> results = new ArrayList<>();
        pool.run(tasks, runner::train, results::add);
        return results;
    }

    @Override
    public void evaluate(List<Supplier<ClientTask>> tasks, Consumer<EvaluationResult> results) {
        pool.run(tasks, runner::evaluate, results);
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
