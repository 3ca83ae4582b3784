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
import org.exeunt.api.ClientId;
import org.exeunt.api.network.Network;

/** Threads that take clients from one queue, each with a network of its own. */
final class Workers implements AutoCloseable {
    private final ExecutorService threads;
    private final List<Network> networks;

    Workers(int count, Supplier<Network> open) {
        threads = Executors.newFixedThreadPool(count);
        networks = Stream.generate(open).limit(count).toList();
    }

    /** Does some work for every client and returns the results in the order in which they were ready. */
    <R> List<R> run(List<ClientId> clients, BiFunction<ClientId, Network, R> work) {
        Queue<ClientId> queue = new ConcurrentLinkedQueue<>(clients);
        List<R> arrived = Collections.synchronizedList(new ArrayList<>());
        List<Future<?>> shifts = new ArrayList<>();
        for (Network network : networks) {
            shifts.add(threads.submit(() -> {
                for (ClientId client = queue.poll(); client != null; client = queue.poll()) {
                    arrived.add(work.apply(client, network));
                }
            }));
        }
        shifts.forEach(Workers::await);
        return List.copyOf(arrived);
    }

    private static void await(Future<?> shift) {
        try {
            shift.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            if (e.getCause() instanceof Error thrown) {
                throw thrown;
            }
            throw new IllegalStateException("a worker ended", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while clients train", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            // after a failure others may still train, and a network must not be closed under them
            threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            networks.forEach(Network::close);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
