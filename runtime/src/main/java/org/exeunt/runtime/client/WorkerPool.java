package org.exeunt.runtime.client;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.LackOfMemory;
import org.exeunt.api.network.Network;
import org.exeunt.api.strategy.ClientTask;

/**
 * Threads that run the tasks of clients in list order and pass on their results in list order. Each thread has a
 * network of its own, which it opens at its first task and closes when it ends. There are no more threads than the
 * largest call had tasks, because networks are expensive.
 *
 * <p>Tasks are created on the calling thread, at most two per worker in advance, and at most
 * {@value #RESULTS_PER_WORKER} finished results per worker wait for an earlier one. An exception of a task ends the
 * call after the running tasks have finished. This includes errors of the virtual machine: a process without enough
 * memory must not continue with fewer clients.
 */
public final class WorkerPool implements AutoCloseable {
    /** The number of workers that depends on the machine. */
    public static final String AUTO = "auto";

    private static final String NUMBER = "[1-9][0-9]{0,3}";

    /** The values of an option for the number of workers. */
    public static final String SIZE_PATTERN = AUTO + "|" + NUMBER;

    private static final ErrorCode INTERRUPTED = ErrorCategory.RESOURCE.code(23);
    private static final int TASKS_PER_WORKER = 2;
    private static final int RESULTS_PER_WORKER = 8;

    private final int workers;
    private final Supplier<Network> open;
    private final ThreadLocal<Network> networks = new ThreadLocal<>();
    private final List<Thread> started = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor threads;

    /**
     * Creates a pool; threads start when there are tasks.
     *
     * @param workers greatest number of threads
     * @param open called once by each thread, before its first task
     */
    public WorkerPool(int workers, Supplier<Network> open) {
        this.workers = workers;
        this.open = open;
        this.threads =
                new ThreadPoolExecutor(0, workers, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::worker);
    }

    /** Returns the number of workers that an option of {@link #SIZE_PATTERN} sets. */
    public static int size(String configured) {
        if (configured.equals(AUTO)) {
            return Runtime.getRuntime().availableProcessors();
        }
        if (!configured.matches(NUMBER)) {
            throw new IllegalArgumentException(
                    "workers is '%s'; expected 'auto' or a whole number from 1 to 9999".formatted(configured));
        }
        return Integer.parseInt(configured);
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
        AtomicBoolean failed = new AtomicBoolean();
        Queue<Future<R>> pending = new ArrayDeque<>();
        try {
            for (Supplier<ClientTask> supplier : tasks) {
                slots.acquire();
                if (failed.get()) {
                    break;
                }
                // results are passed on as soon as possible, so that models do not accumulate
                while (!pending.isEmpty()
                        && (pending.element().isDone() || pending.size() >= RESULTS_PER_WORKER * workers)
                        && finishes(pending.element())) {
                    results.accept(pending.remove().get());
                }
                if (failed.get()) {
                    break;
                }
                ClientTask task = supplier.get();
                pending.add(threads.submit(() -> {
                    boolean done = false;
                    try {
                        R result = job.apply(task, network());
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
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            // no task of this call may remain in the queue after it returns or throws
            pending.forEach(future -> future.cancel(false));
        }
    }

    /** Waits for a task; returns whether it has a result. */
    private static boolean finishes(Future<?> future) throws InterruptedException {
        try {
            future.get();
            return true;
        } catch (ExecutionException e) {
            return false; // thrown by passAll
        }
    }

    /** Waits for all tasks before it throws the exception of the first that failed. */
    private static <R> void passAll(Queue<Future<R>> pending, Consumer<? super R> results)
            throws InterruptedException, ExecutionException {
        ExecutionException first = null;
        for (Future<R> future : pending) {
            try {
                R result = future.get();
                if (first == null) {
                    results.accept(result);
                }
            } catch (ExecutionException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static RuntimeException rethrown(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            return LackOfMemory.in(thrown).orElseThrow();
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
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
