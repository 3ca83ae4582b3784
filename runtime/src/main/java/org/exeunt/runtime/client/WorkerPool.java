package org.exeunt.runtime.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.LackOfMemory;
import org.exeunt.api.network.Network;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;

/**
 * The executor {@code local}: threads that run the tasks of clients in list order and pass on their results in list
 * order. Each thread has a network of its own, which it opens at its first task and closes when it ends. There are no
 * more threads than the largest call had tasks, because networks are expensive.
 *
 * <p>Tasks are created on the calling thread, at most two per worker in advance, and at most
 * {@value #RESULTS_PER_WORKER} tasks per worker are running or wait for an earlier one. An exception of a task ends the
 * call. This includes errors of the virtual machine: a process without enough memory must not continue with fewer
 * clients.
 */
public final class WorkerPool implements ClientExecutor {
    private static final int TASKS_PER_WORKER = 2;
    private static final int RESULTS_PER_WORKER = 8;

    private final int workers;
    private final ThreadLocal<Network> networks = new ThreadLocal<>();
    private final List<Thread> started = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor threads;
    private Supplier<Network> open;
    private ClientRunner runner;

    /**
     * Creates a pool; threads start when there are tasks.
     *
     * @param workers greatest number of threads
     */
    public WorkerPool(int workers) {
        this.workers = workers;
        this.threads =
                new ThreadPoolExecutor(0, workers, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::worker);
    }

    @Override
    public void open(ClientRunner opened) {
        runner = opened;
        open(opened::openNetwork);
    }

    /** Sets how each thread opens its network, before its first task. */
    public void open(Supplier<Network> opening) {
        open = opening;
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

    private Thread worker(Runnable tasks) {
        Thread worker = new Thread(
                () -> {
                    try {
                        tasks.run();
                    } finally {
                        Network network = networks.get();
                        if (network != null) {
                            network.close();
                        }
                    }
                },
                "exeunt-worker-" + (started.size() + 1));
        worker.setDaemon(true);
        started.add(worker);
        return worker;
    }

    private Network network() {
        Network network = networks.get();
        if (network == null) {
            network = open.get();
            networks.set(network);
        }
        return network;
    }

    /**
     * Runs tasks.
     *
     * @param tasks called once, in order and on the calling thread
     * @param job runs one task, on a thread of the pool
     * @param results receives one result per task, in order and on the calling thread
     */
    public <R> void run(
            List<Supplier<ClientTask>> tasks, BiFunction<ClientTask, Network, R> job, Consumer<? super R> results) {
        // such a pool starts a thread for each task, also if others are idle, until it has this number; never less than
        // before, which would end idle threads
        threads.setCorePoolSize(Math.max(threads.getCorePoolSize(), Math.min(workers, tasks.size())));
        Semaphore slots = new Semaphore(TASKS_PER_WORKER * workers);
        Queue<Future<R>> pending = new ArrayDeque<>();
        try {
            for (Supplier<ClientTask> supplier : tasks) {
                slots.acquire();
                // results are passed on as soon as possible, so that models do not accumulate
                while (!pending.isEmpty()
                        && (pending.element().isDone() || pending.size() >= RESULTS_PER_WORKER * workers)) {
                    results.accept(pending.remove().get());
                }
                ClientTask task = supplier.get();
                pending.add(threads.submit(() -> {
                    try {
                        return job.apply(task, network());
                    } finally {
                        slots.release();
                    }
                }));
            }
            while (!pending.isEmpty()) {
                results.accept(pending.remove().get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExeuntException(
                    Errors.RESOURCE_23, "The run was interrupted while clients were training or being evaluated.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw LackOfMemory.in(error).orElseThrow(() -> error);
            }
            throw (RuntimeException) e.getCause();
        } finally {
            // no task of this call may remain in the queue after it returns or throws
            pending.forEach(future -> future.cancel(false));
        }
    }

    /** Waits for the threads, each of which closes its network. */
    @Override
    public void close() {
        threads.shutdown();
        boolean interrupted = false;
        for (Thread worker : started) {
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
