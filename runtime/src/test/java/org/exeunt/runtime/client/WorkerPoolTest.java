package org.exeunt.runtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The executor {@code local}. */
@Timeout(30)
class WorkerPoolTest {
    private static final NetworkDesign DESIGN =
            new ToyEngine().design(ToyNetworkOptions.of(2, 2), InputShape.vector(2), 2);

    private final Set<Network> opened = ConcurrentHashMap.newKeySet();
    private final List<String> closings = Collections.synchronizedList(new ArrayList<>());

    /** Returns a pool that records networks and the threads that close them. */
    private WorkerPool pool(int workers) {
        WorkerPool pool = new WorkerPool(workers);
        pool.open(() -> {
            Network network = new ForwardingNetwork(DESIGN.open()) {
                @Override
                public void close() {
                    closings.add(Thread.currentThread().getName());
                }
            };
            opened.add(network);
            return network;
        });
        return pool;
    }

    /** Returns the results of tasks, which count down to client 1. */
    private static <R> List<R> run(WorkerPool pool, int tasks, Function<ClientTask, R> job) {
        List<R> results = new ArrayList<>();
        pool.run(tasks(tasks), (task, network) -> job.apply(task), results::add);
        return results;
    }

    private static List<Supplier<ClientTask>> tasks(int count) {
        List<Supplier<ClientTask>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ClientId client = new ClientId(count - i);
            tasks.add(() -> ClientTask.of(
                    new Round(1),
                    client,
                    ExitSet.none(),
                    Payload.empty(),
                    Payload.empty(),
                    new LocalTraining(1, 1, 1, 0, 0)));
        }
        return tasks;
    }

    private static int client(ClientTask task) {
        return task.client().index();
    }

    @Test
    void returnsResultsInTheOrderOfTasks() {
        CountDownLatch secondDone = new CountDownLatch(1);
        try (WorkerPool pool = pool(2)) {
            assertThat(run(pool, 9, task -> {
                        if (client(task) == 9) {
                            await(secondDone);
                        } else {
                            secondDone.countDown();
                        }
                        return client(task);
                    }))
                    .containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void opensAndClosesOneNetworkPerWorker() {
        CyclicBarrier both = new CyclicBarrier(2);
        try (WorkerPool pool = pool(2)) {
            for (int round = 0; round < 3; round++) {
                assertThat(run(pool, 4, task -> {
                            try {
                                both.await();
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                            return Thread.currentThread().getName();
                        }))
                        .containsOnly("exeunt-worker-1", "exeunt-worker-2");
            }
            assertThat(opened).hasSize(2);
            assertThat(closings).isEmpty();
        }
        assertThat(closings).containsExactlyInAnyOrder("exeunt-worker-1", "exeunt-worker-2");
    }

    /** Networks are expensive. */
    @Test
    void noMoreWorkersStartThanHaveTasks() {
        try (WorkerPool pool = pool(5)) {
            for (int tasks : List.of(2, 1, 2)) {
                run(pool, tasks, WorkerPoolTest::client);
            }
            assertThat(opened).hasSize(2);
            run(pool, 9, WorkerPoolTest::client);
            assertThat(opened).hasSize(5);
        }
    }

    @Test
    void createsFewTasksInAdvanceOnTheCallingThread() {
        List<String> makers = new ArrayList<>();
        List<Integer> ahead = new ArrayList<>();
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        List<Supplier<ClientTask>> tasks = new ArrayList<>();
        for (Supplier<ClientTask> task : tasks(20)) {
            tasks.add(() -> {
                makers.add(Thread.currentThread().getName());
                ahead.add(makers.size() - done.size());
                return task.get();
            });
        }
        try (WorkerPool pool = pool(1)) {
            pool.run(tasks, (task, network) -> done.add(client(task)), result -> {});
        }
        assertThat(makers).hasSize(20).containsOnly(Thread.currentThread().getName());
        assertThat(ahead).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(3));
    }

    @Test
    void rethrowsExceptions() {
        try (WorkerPool pool = pool(2)) {
            assertThatThrownBy(() -> run(pool, 8, task -> {
                        if (client(task) == 5) {
                            throw new IllegalStateException("client 5");
                        }
                        return task;
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("client 5");
            assertThat(run(pool, 4, task -> task)).as("still usable").hasSize(4);
            assertThatThrownBy(() -> run(pool, 2, task -> {
                        throw new OutOfMemoryError("Java heap space");
                    }))
                    .hasMessageContainingAll("Java heap space", "executor.workers")
                    .extracting(thrown -> ((ExeuntException) thrown).code())
                    .hasToString("RESOURCE-22");
        }
        assertThat(closings).hasSameSizeAs(opened);
    }

    @Test
    void reportsAnInterruption() {
        CountDownLatch never = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        try (WorkerPool pool = pool(1)) {
            try {
                assertThatThrownBy(() -> run(pool, 1, task -> {
                            caller.interrupt();
                            await(never);
                            return task;
                        }))
                        .extracting(thrown -> ((ExeuntException) thrown).code())
                        .hasToString("RESOURCE-23");
            } finally {
                never.countDown();
            }
        }
        assertThat(Thread.interrupted()).as("the interrupt is handed on").isTrue();
    }
}
