package org.exeunt.runtime.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.tracking.ClientEvaluation;

/**
 * Hands tasks in list order to the next free worker; gives results back in list order.
 *
 * <p>Tasks are made on the calling thread, at most two a worker ahead. A client's exception is a failed outcome, by
 * {@link ClientRunner#train}; anything else thrown by a task ends the call after the tasks under way have ended. Errors of the virtual machine
 * are such: a process short of memory must not go on with fewer clients as if they had been unlucky.
 */
final class LocalExecutor implements ClientExecutor {
    private static final ErrorCode OUT_OF_MEMORY = ErrorCategory.RESOURCE.code(22);
    private static final ErrorCode INTERRUPTED = ErrorCategory.RESOURCE.code(23);

    private final int workers;
    private final List<Worker> started = new CopyOnWriteArrayList<>();
    private ClientRunner work;
    private ExecutorService threads;

    LocalExecutor(int workers) {
        this.workers = workers;
    }

    @Override
    public void open(ClientRunner opened) {
        work = opened;
        threads = Executors.newFixedThreadPool(workers, tasks -> {
            Worker worker = new Worker(opened, tasks, started.size() + 1);
            started.add(worker);
            return worker;
        });
    }

    @Override
    public List<ClientResult> train(List<Supplier<ClientTask>> tasks) {
        return run(tasks, work::train);
    }

    @Override
    public List<ClientEvaluation> evaluate(List<Supplier<ClientTask>> tasks) {
        return run(tasks, work::evaluate);
    }

    @FunctionalInterface
    private interface Job<R> {
        R run(ClientTask task, Network network);
    }

    private <R> List<R> run(List<Supplier<ClientTask>> tasks, Job<R> job) {
        Semaphore room = new Semaphore(2 * workers);
        AtomicBoolean failed = new AtomicBoolean();
        List<Future<R>> futures = new ArrayList<>();
        try {
            for (Supplier<ClientTask> supplier : tasks) {
                room.acquire();
                if (failed.get()) {
                    break;
                }
                ClientTask task = supplier.get();
                futures.add(threads.submit(() -> {
                    boolean done = false;
                    try {
                        R result = job.run(task, Worker.network());
                        done = true;
                        return result;
                    } finally {
                        if (!done) {
                            failed.set(true);
                        }
                        room.release();
                    }
                }));
            }
            return results(futures);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExeuntException(INTERRUPTED, "The run was interrupted while clients were at work.", e);
        } finally {
            // nothing of this call may still be queued when its caller goes on, whatever ended it
            futures.forEach(future -> future.cancel(false));
        }
    }

    private static <R> List<R> results(List<Future<R>> futures) throws InterruptedException {
        List<R> results = new ArrayList<>();
        Throwable first = null;
        for (Future<R> future : futures) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                first = first == null ? e.getCause() : first;
            }
        }
        if (first != null) {
            throw rethrown(first);
        }
        return results;
    }

    private static RuntimeException rethrown(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            return new ExeuntException(
                    OUT_OF_MEMORY,
                    "Not enough memory for a client's work: %s. Give the process more memory, use fewer workers (executor.workers)"
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
        // joined, not only shut down: a worker closes its network after its last task
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
