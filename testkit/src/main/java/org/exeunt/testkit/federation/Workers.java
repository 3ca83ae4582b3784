package org.exeunt.testkit.federation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.exeunt.api.network.Network;
import org.exeunt.api.strategy.ClientTask;

/** Threads that process tasks from a shared queue, each with its own network. */
final class Workers implements AutoCloseable {
    private final ExecutorService threads;
    private final List<Network> networks;

    Workers(int count, Supplier<Network> open) {
        threads = Executors.newFixedThreadPool(count);
        networks = Stream.generate(open).limit(count).toList();
    }

    /** Runs {@code work} for every task and returns the results in order of completion. */
    <R> List<R> run(List<ClientTask> tasks, BiFunction<ClientTask, Network, R> work) {
        Queue<ClientTask> queue = new ConcurrentLinkedQueue<>(tasks);
        List<R> results = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> futures = new ArrayList<>();
        for (Network network : networks) {
            futures.add(threads.submit(() -> {
                for (ClientTask task = queue.poll(); task != null; task = queue.poll()) {
                    results.add(work.apply(task, network));
                }
            }));
        }
        futures.forEach(Workers::await);
        return List.copyOf(results);
    }

    private static void await(Future<?> future) {
        try {
            future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            if (e.getCause() instanceof Error thrown) {
                throw thrown;
            }
            throw new IllegalStateException("a worker failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while clients train", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            // after a failure other workers may still train; do not close their networks
            threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            networks.forEach(Network::close);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
