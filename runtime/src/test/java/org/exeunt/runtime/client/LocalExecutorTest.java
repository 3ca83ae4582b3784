package org.exeunt.runtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
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
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LocalExecutorTest {
    private static final NetworkDesign DESIGN =
            new ToyEngine().design(ToyNetworkOptions.of(2, 2), InputShape.vector(2), 2);

    private final Set<Network> opened = ConcurrentHashMap.newKeySet();
    private final List<String> closings = Collections.synchronizedList(new ArrayList<>());

    /** Returns a runner that trains by a function of the task, and records networks and the threads that close them. */
    private ClientRunner work(Function<ClientTask, ClientResult> training) {
        return new ClientRunner() {
            @Override
            public String configuration() {
                return "{}";
            }

            @Override
            public SortedMap<String, String> fingerprint() {
                return Collections.emptySortedMap();
            }

            @Override
            public ParameterLayout layout() {
                return DESIGN.spec().layout();
            }

            @Override
            public Network openNetwork() {
                Network network = new ForwardingNetwork(DESIGN.open()) {
                    @Override
                    public void close() {
                        closings.add(Thread.currentThread().getName());
                    }
                };
                opened.add(network);
                return network;
            }

            @Override
            public ClientResult train(ClientTask task, Network network) {
                return training.apply(task);
            }

            @Override
            @SuppressWarnings("ReturnValueIgnored") // what it waits for or throws matters here
            public EvaluationResult evaluate(ClientTask task, Network network) {
                training.apply(task);
                return new EvaluationResult(
                        ClientEvaluation.of(task.client(), 1, List.of(), 0, List.of()), Optional.empty());
            }
        };
    }

    private static ClientResult failure(ClientTask task) {
        return new ClientResult.Failure(task.client(), Thread.currentThread().getName());
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

    private static ClientExecutor executor(int workers) {
        return new LocalExecutorPlugin().create(new LocalExecutorPlugin.Options(Integer.toString(workers)), null);
    }

    @Test
    void returnsResultsInTheOrderOfTasks() {
        CountDownLatch secondDone = new CountDownLatch(1);
        try (ClientExecutor executor = executor(2)) {
            executor.open(work(task -> {
                if (task.client().index() == 9) {
                    await(secondDone);
                } else {
                    secondDone.countDown();
                }
                return failure(task);
            }));
            assertThat(executor.train(tasks(9)))
                    .extracting(outcome -> outcome.client().index())
                    .containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1);
            List<Integer> evaluated = new ArrayList<>();
            executor.evaluate(
                    tasks(3),
                    result -> evaluated.add(result.evaluation().client().index()));
            assertThat(evaluated).containsExactly(3, 2, 1);
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
        try (ClientExecutor executor = executor(2)) {
            executor.open(work(task -> {
                try {
                    both.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return failure(task);
            }));
            for (int round = 0; round < 3; round++) {
                assertThat(executor.train(tasks(4)))
                        .extracting(outcome -> ((ClientResult.Failure) outcome).cause())
                        .containsOnly("exeunt-worker-1", "exeunt-worker-2");
            }
            assertThat(opened).hasSize(2);
            assertThat(closings).isEmpty();
        }
        assertThat(closings).containsExactlyInAnyOrder("exeunt-worker-1", "exeunt-worker-2");
    }

    /** A worker is expensive if it is a process. */
    @Test
    void noMoreWorkersStartThanHaveTasks() {
        try (ClientExecutor executor = executor(5)) {
            executor.open(work(LocalExecutorTest::failure));
            executor.train(tasks(2));
            executor.train(tasks(1));
            executor.train(tasks(2));
            assertThat(opened).hasSize(2);
            executor.train(tasks(9));
            assertThat(opened).hasSize(5);
        }
    }

    @Test
    void createsFewTasksInAdvanceOnTheCallingThread() {
        List<String> makers = new ArrayList<>();
        List<Integer> made = new ArrayList<>();
        List<Integer> ahead = Collections.synchronizedList(new ArrayList<>());
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        List<Supplier<ClientTask>> tasks = new ArrayList<>();
        for (Supplier<ClientTask> task : tasks(20)) {
            tasks.add(() -> {
                makers.add(Thread.currentThread().getName());
                made.add(made.size());
                ahead.add(made.size() - done.size());
                return task.get();
            });
        }
        try (ClientExecutor executor = executor(1)) {
            executor.open(work(task -> {
                done.add(task.client().index());
                return failure(task);
            }));
            executor.train(tasks);
        }
        assertThat(makers).hasSize(20).containsOnly(Thread.currentThread().getName());
        assertThat(ahead).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(3));
    }

    @Test
    void rethrowsExceptionsOfEvaluation() {
        try (ClientExecutor executor = executor(2)) {
            executor.open(work(task -> {
                if (task.client().index() == 5) {
                    throw new IllegalStateException("client 5");
                }
                return failure(task);
            }));
            assertThatThrownBy(() -> executor.evaluate(tasks(8), result -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("client 5");
            assertThat(executor.train(tasks(4))).as("still usable").hasSize(4);
        }
        assertThat(closings).hasSameSizeAs(opened);
    }

    @Test
    void lackOfMemoryEndsTheRun() {
        try (ClientExecutor executor = executor(1)) {
            executor.open(work(task -> {
                throw new OutOfMemoryError("Java heap space");
            }));
            assertThatThrownBy(() -> executor.train(tasks(2)))
                    .hasMessageContainingAll("Java heap space", "executor.workers")
                    .extracting(thrown -> ((ExeuntException) thrown).code())
                    .hasToString("RESOURCE-22");
        }
    }

    @Test
    void reportsAnInterruption() {
        CountDownLatch never = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        try (ClientExecutor executor = executor(1)) {
            executor.open(work(task -> {
                caller.interrupt();
                await(never);
                return failure(task);
            }));
            try {
                assertThatThrownBy(() -> executor.train(tasks(1)))
                        .extracting(thrown -> ((ExeuntException) thrown).code())
                        .hasToString("RESOURCE-23");
            } finally {
                never.countDown();
            }
        }
        assertThat(Thread.interrupted()).as("the interrupt is handed on").isTrue();
    }
}
