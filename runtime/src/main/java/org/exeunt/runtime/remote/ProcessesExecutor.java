package org.exeunt.runtime.remote;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.runtime.client.WorkerPool;
import org.exeunt.runtime.remote.ProcessesExecutorPlugin.LostClient;
import org.exeunt.runtime.store.codec.CorruptFileException;
import org.exeunt.runtime.store.codec.TaskCodec;

/** Runs clients in worker processes, each served by a thread of this process. */
final class ProcessesExecutor implements ClientExecutor {
    private final int workers;
    private final LostClient onLostClient;
    private final Function<ClientRunner, Process> starter;
    private final PluginContext context;
    private final List<WorkerProcess> opened = new CopyOnWriteArrayList<>();
    private TaskCodec codec;
    private WorkerPool<WorkerProcess> pool;

    ProcessesExecutor(
            int workers, LostClient onLostClient, Function<ClientRunner, Process> starter, PluginContext context) {
        this.workers = workers;
        this.onLostClient = onLostClient;
        this.starter = starter;
        this.context = context;
    }

    @Override
    public void open(ClientRunner runner) {
        codec = new TaskCodec(runner.layout());
        AtomicInteger number = new AtomicInteger();
        pool = new WorkerPool<>(
                workers,
                () -> {
                    WorkerProcess worker = new WorkerProcess(number.incrementAndGet(), runner, codec, starter, context);
                    opened.add(worker);
                    return worker;
                },
                WorkerProcess::close);
    }

    @Override
    public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
        List<ClientResult> results = new ArrayList<>();
        pool.run(tasks, this::train, results::add);
        return results;
    }

    private ClientResult train(ClientTask task, WorkerProcess worker) {
        try {
            return codec.result(worker.run(Message.Kind.TRAIN, task));
        } catch (CorruptFileException e) {
            throw new UncheckedIOException(e);
        } catch (ExeuntException e) {
            if (e.code().equals(WorkerProcess.LOST) && onLostClient == LostClient.FAIL_CLIENT) {
                return ClientResult.Failure.of(task.client(), e);
            }
            throw e;
        }
    }

    @Override
    public void evaluate(List<Supplier<ClientTask>> tasks, Consumer<EvaluationResult> results) {
        pool.run(tasks, this::evaluate, results);
    }

    private EvaluationResult evaluate(ClientTask task, WorkerProcess worker) {
        try {
            return codec.evaluation(worker.run(Message.Kind.EVALUATE, task));
        } catch (CorruptFileException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Duration cpuTime() {
        return opened.stream().map(WorkerProcess::cpuTime).reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
