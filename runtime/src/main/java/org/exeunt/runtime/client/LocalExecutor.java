package org.exeunt.runtime.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;

/**
 * Submits tasks to worker threads in list order and returns their results in list order.
 *
 * <p>Tasks are created on the calling thread, at most two per worker in advance. {@link ClientRunner#train} returns a
 * client's exception as a failed result; any other throwable ends the call after the running tasks have finished. This
 * includes errors of the virtual machine: a process without enough memory must not continue with fewer clients.
 */
final class LocalExecutor implements ClientExecutor {
    private static final ErrorCode OUT_OF_MEMORY = ErrorCategory.RESOURCE.code(22);
    private static final ErrorCode INTERRUPTED = ErrorCategory.RESOURCE.code(23);

    private final int workers;
    private final List<Worker> started = new CopyOnWriteArrayList<>();
    private ClientRunner runner;
    private ExecutorService threads;

    LocalExecutor(int workers) {
        this.workers = workers;
    }

    @Override
    public void open(ClientRunner opened) {
        runner = opened;
        threads = Executors.newFixedThreadPool(workers, tasks -> {
            Worker worker = new Worker(opened, tasks, started.size() + 1);
            started.add(worker);
            return worker;
        });
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

    @FunctionalInterface
    private interface Job<R> {
        R run(ClientTask task, Network network);
    }

    private <R> void run(List<Supplier<ClientTask>> tasks, Job<R> job, Consumer<? super R> results) {
        Semaphore slots = new Semaphore(2 * workers);
        AtomicBoolean failed = new AtomicBoolean();
        Queue<Future<R>> pending = new ArrayDeque<>();
        try {
            for (Supplier<ClientTask> supplier : tasks) {
                slots.acquire();
                if (failed.get()) {
                    break;
                }
                // results are passed on as soon as possible, so that models do not accumulate
                while (!pending.isEmpty() && pending.element().isDone() && !failed.get()) {
                    pass(pending.remove(), results);
                }
                ClientTask task = supplier.get();
                pending.add(threads.submit(() -> {
                    boolean done = false;
                    try {
                        R result = job.run(task, Worker.network());
                        done = true;
                        return result;
                    } finally {
                        if (!done) {
                            failed.set(true);
                        }
                        slots.release();
                    }
                }));
            }
            passAll(pending, results);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExeuntException(
                    INTERRUPTED, "The run was interrupted while clients were training or being evaluated.", e);
        } finally {
            // no task of this call may remain in the queue after it returns or throws
            pending.forEach(future -> future.cancel(false));
        }
    }

    private static <R> void pass(Future<R> done, Consumer<? super R> results) throws InterruptedException {
        try {
            results.accept(done.get());
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    /** Waits for all tasks before it throws the exception of the first that failed. */
    private static <R> void passAll(Queue<Future<R>> pending, Consumer<? super R> results) throws InterruptedException {
        Throwable first = null;
        for (Future<R> future : pending) {
            try {
                R result = future.get();
                if (first == null) {
                    results.accept(result);
                }
            } catch (ExecutionException e) {
                first = first == null ? e.getCause() : first;
            }
        }
        if (first != null) {
            throw rethrown(first);
        }
    }

    private static RuntimeException rethrown(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            return new ExeuntException(
                    OUT_OF_MEMORY,
                    ("Not enough memory to train or evaluate a client: %s. Give the process more memory, use fewer"
                                            + " workers (executor.workers)")
                                    .formatted(thrown.getMessage())
                            + " or smaller batches (training.batch-size).",
                    thrown);
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }

    @Override
    public void close() {
        if (threads == null) {
            return;
        }
        threads.shutdown();
        boolean interrupted = false;
        // waits for the workers because each closes its network after its last task
        for (Worker worker : started) {
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
