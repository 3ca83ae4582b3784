package org.example.hello;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.exeunt.api.network.Network;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;

/** Assigns the clients of a round to a fixed number of threads in turn. */
public final class SimpleExecutor implements ClientExecutor {
    public record Options(
            @Option(value = "Number of threads that train clients", min = 1, max = 64, defaultValue = "2")
                    int workers) {}


    /** A thread with a network of its own: a network is opened, used and closed by one thread. */
    private static final class Worker {
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private Network network;
    }

    private final Options options;
    private final List<Worker> workers = new ArrayList<>();
    private ClientRunner runner;

    public SimpleExecutor(Options options) {
        this.options = options;
    }

    @Override
    public void open(ClientRunner work) {
        runner = work;
        for (int i = 0; i < options.workers(); i++) {
            workers.add(new Worker());
        }
    }

    @Override
    public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
        List<ClientResult> results = new ArrayList<>();
        run(tasks, runner::train, results::add);
        return results;
    }

    @Override
    public void evaluate(List<Supplier<ClientTask>> tasks, Consumer<EvaluationResult> results) {
        run(tasks, runner::evaluate, results);
    }

    /** Passes on results in the order of the tasks. Creates only a few tasks in advance, because they may be large. */
    private <R> void run(
            List<Supplier<ClientTask>> tasks, BiFunction<ClientTask, Network, R> job, Consumer<R> results) {
        Deque<CompletableFuture<R>> running = new ArrayDeque<>();
        try {
            for (int i = 0; i < tasks.size(); i++) {
                if (running.size() == 2 * workers.size()) {
                    results.accept(running.remove().join());
                }
                ClientTask task = tasks.get(i).get(); // tasks are created on the calling thread
                Worker worker = workers.get(i % workers.size());
                running.add(CompletableFuture.supplyAsync(
                        () -> {
                            if (worker.network == null) {
                                worker.network = runner.openNetwork();
                            }
                            return job.apply(task, worker.network);
                        },
                        worker.thread));
            }
            while (!running.isEmpty()) {
                // an exception of the job is thrown as the cause of a CompletionException
                results.accept(running.remove().join());
            }
        } finally {
            running.forEach(future -> future.exceptionally(failure -> null).join());
        }
    }

    @Override
    public void close() {
        for (Worker worker : workers) {
            Runnable closeNetwork = () -> {
                if (worker.network != null) {
                    worker.network.close();
                }
            };
            CompletableFuture.runAsync(closeNetwork, worker.thread).join();
            worker.thread.shutdown();
        }
        workers.clear();
    }
}
