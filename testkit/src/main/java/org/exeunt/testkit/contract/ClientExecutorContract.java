package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;
import org.junit.jupiter.api.Timeout;

/**
 * Checks the contract of a {@link ClientExecutor} with workers in this process, rules J1 to J9. Variants should include
 * one worker and several workers.
 *
 * <p>Except for J1, J2 and J5, checks ignore missing results, so that a lost result fails only these.
 */
@Timeout(60)
public abstract class ClientExecutorContract extends Variants<ClientExecutor> {
    private static final int CLIENTS = 11;

    @EachVariant("a task is lost, executed twice or requested twice, or results are in order of completion")
    void j01_everyTaskRunsOnceAndResultsAreInOrder(PluginChoice<ClientExecutor> variant) {
        RecordingClientRunner runner = RecordingClientRunner.withoutFailures();
        List<ClientId> requested = new ArrayList<>();
        List<ClientResult> outcomes = with(variant, runner, executor -> executor.train(recording(requested)));
        assertThat(outcomes.stream().map(ClientResult::client))
                .as("J1: clients of the outcomes")
                .containsExactlyElementsOf(clients());
        assertThat(requested).as("J1: clients of the requested tasks").isEqualTo(clients());
        assertEachOnce(runner, "J1");
    }

    @EachVariant("a failure is dropped, repeated or replaced; pass it on as the work returned it")
    void j02_failuresArePassedOn(PluginChoice<ClientExecutor> variant) {
        Rule.assumeHolds("J1", "J2", () -> j01_everyTaskRunsOnceAndResultsAreInOrder(variant));
        Set<ClientId> failing = Set.of(new ClientId(0), new ClientId(7), new ClientId(10));
        RecordingClientRunner runner = new RecordingClientRunner(failing, Set.of());
        List<ClientResult> outcomes =
                with(variant, runner, executor -> executor.train(RecordingClientRunner.tasks(1, CLIENTS)));
        assertThat(outcomes.stream().map(ClientResult::client))
                .as("J2: clients of the outcomes, of which %s failed", failing)
                .containsExactlyElementsOf(clients());
        assertEachOnce(runner, "J2");
        for (ClientResult outcome : outcomes) {
            if (failing.contains(outcome.client())) {
                assertThat(outcome)
                        .as("J2: outcome of a client that fails")
                        .isEqualTo(RecordingClientRunner.failure(outcome.client()));
            } else {
                assertThat(outcome)
                        .as("J2: outcome of a client that does not fail")
                        .isInstanceOf(ClientResult.Success.class);
            }
        }
    }

    @EachVariant("a result depends on the worker, or is not the one that the work returned")
    void j03_resultsAreThoseOfTheRunner(PluginChoice<ClientExecutor> variant) {
        List<ClientResult> outcomes = with(
                variant,
                RecordingClientRunner.withoutFailures(),
                executor -> executor.train(RecordingClientRunner.tasks(1, CLIENTS)));
        assertEqualToSequentialRun(outcomes, 1, "J3");
    }

    @EachVariant(
            "two threads share a network, or a worker's network is not closed with the executor, or is closed twice")
    void j04_networkIsUsedByOneThreadAndClosedOnce(PluginChoice<ClientExecutor> variant) {
        RecordingClientRunner runner = RecordingClientRunner.withoutFailures();
        with(variant, runner, executor -> {
            executor.train(RecordingClientRunner.tasks(1, CLIENTS));
            return evaluations(executor, RecordingClientRunner.tasks(1, CLIENTS));
        });
        assertThat(runner.misuses()).as("J4: misuses of networks").isEmpty();
        assertThat(runner.networksLeftOpen()).as("J4: networks left open").isZero();
    }

    @EachVariant("evaluations are lost, executed twice, out of order or mixed up")
    void j05_evaluationsRunOnceAndAreInOrder(PluginChoice<ClientExecutor> variant) {
        RecordingClientRunner runner = RecordingClientRunner.withoutFailures();
        List<ClientId> requested = new ArrayList<>();
        List<EvaluationResult> results = with(variant, runner, executor -> evaluations(executor, recording(requested)));
        assertThat(requested).as("J5: clients of the requested tasks").isEqualTo(clients());
        assertEachOnce(runner, "J5");
        List<EvaluationResult> sequential = new ArrayList<>();
        RecordingClientRunner other = RecordingClientRunner.withoutFailures();
        try (var network = other.openNetwork()) {
            RecordingClientRunner.tasks(1, CLIENTS)
                    .forEach(task -> sequential.add(other.evaluate(task.get(), network)));
        }
        assertThat(results).as("J5: evaluations and models").isEqualTo(sequential);
    }

    @EachVariant(
            "an exception of the work is swallowed or turned into a result; clients' own failures are values already")
    void j06_exceptionsReachTheCaller(PluginChoice<ClientExecutor> variant) {
        assertThrows(variant, "training", ClientExecutor::train);
        assertThrows(variant, "evaluation", ClientExecutorContract::evaluations);
    }

    private void assertThrows(
            PluginChoice<ClientExecutor> variant,
            String activity,
            BiConsumer<ClientExecutor, List<Supplier<ClientTask>>> call) {
        RecordingClientRunner runner = new RecordingClientRunner(Set.of(), Set.of(new ClientId(4)));
        Throwable thrown = with(
                variant,
                runner,
                executor -> catchThrowable(() -> call.accept(executor, RecordingClientRunner.tasks(1, CLIENTS))));
        assertThat(Stream.iterate(thrown, each -> each != null, Throwable::getCause)
                        .map(Throwable::getMessage))
                .as("J6: exception of %s and its causes", activity)
                .contains(RecordingClientRunner.THROWN);
    }

    @EachVariant("state of the first call affects the next, or a call without tasks is not handled")
    void j07_callsMayFollowEachOther(PluginChoice<ClientExecutor> variant) {
        List<ClientResult> second = with(variant, RecordingClientRunner.withoutFailures(), executor -> {
            executor.train(RecordingClientRunner.tasks(1, CLIENTS));
            assertThat(executor.train(List.of()))
                    .as("J7: outcomes without tasks")
                    .isEmpty();
            evaluations(executor, RecordingClientRunner.tasks(1, 3));
            return executor.train(RecordingClientRunner.tasks(2, CLIENTS));
        });
        Rule.assumeHolds("J3", "J7", () -> j03_resultsAreThoseOfTheRunner(variant));
        assertEqualToSequentialRun(second, 2, "J7");
    }

    @EachVariant("close assumes that open was called, or that it is called once, although a run may end before its "
            + "first round; or statistics uses what close has released")
    void j08_mayBeClosedAtAnyTime(PluginChoice<ClientExecutor> variant) {
        create(variant).close();
        ClientExecutor opened = create(variant);
        opened.open(RecordingClientRunner.withoutFailures());
        assertThat(opened.cpuTime()).as("J8: processor time").isNotNull();
        opened.close();
        assertThat(opened.statistics()).as("J8: statistics after closing").isNotNull();
        opened.close();
    }

    @EachVariant("a worker requests its task itself; creating a task calls download, which is reserved for the server "
            + "thread")
    void j09_tasksAreCreatedOnTheCallingThread(PluginChoice<ClientExecutor> variant) {
        Set<Thread> creators = ConcurrentHashMap.newKeySet();
        List<Supplier<ClientTask>> tasks = created(task -> creators.add(Thread.currentThread()));
        with(variant, RecordingClientRunner.withoutFailures(), executor -> {
            executor.train(tasks);
            return evaluations(executor, tasks);
        });
        assertThat(creators).as("J9: threads that created tasks").containsOnly(Thread.currentThread());
    }

    private static List<EvaluationResult> evaluations(ClientExecutor executor, List<Supplier<ClientTask>> tasks) {
        List<EvaluationResult> results = new ArrayList<>();
        Thread caller = Thread.currentThread();
        executor.evaluate(tasks, result -> {
            assertThat(Thread.currentThread())
                    .as("thread that receives evaluations")
                    .isEqualTo(caller);
            results.add(result);
        });
        return results;
    }

    private <R> R with(
            PluginChoice<ClientExecutor> variant, RecordingClientRunner runner, Function<ClientExecutor, R> use) {
        try (ClientExecutor executor = create(variant)) {
            executor.open(runner);
            return use.apply(executor);
        }
    }

    private static List<Supplier<ClientTask>> recording(List<ClientId> requested) {
        List<ClientId> inOrder = Collections.synchronizedList(requested);
        return created(task -> inOrder.add(task.client()));
    }

    /** Returns the tasks of a round, which notify {@code listener} when they are created. */
    private static List<Supplier<ClientTask>> created(Consumer<ClientTask> listener) {
        List<Supplier<ClientTask>> tasks = new ArrayList<>();
        for (Supplier<ClientTask> task : RecordingClientRunner.tasks(1, CLIENTS)) {
            tasks.add(() -> {
                ClientTask created = task.get();
                listener.accept(created);
                return created;
            });
        }
        return tasks;
    }

    private static List<ClientId> clients() {
        return RecordingClientRunner.tasks(1, CLIENTS).stream()
                .map(Supplier::get)
                .map(ClientTask::client)
                .toList();
    }

    private static void assertEachOnce(RecordingClientRunner runner, String rule) {
        TreeMap<ClientId, Integer> once = new TreeMap<>();
        IntStream.range(0, CLIENTS).forEach(i -> once.put(new ClientId(i), 1));
        assertThat(new TreeMap<>(runner.times()))
                .as("%s: number of times that each client ran", rule)
                .isEqualTo(once);
    }

    /** Compares results with those of the same tasks run on this thread, client by client. */
    private static void assertEqualToSequentialRun(List<ClientResult> outcomes, int round, String rule) {
        TreeMap<ClientId, Trace> sequential = new TreeMap<>();
        RecordingClientRunner runner = RecordingClientRunner.withoutFailures();
        try (var network = runner.openNetwork()) {
            for (Supplier<ClientTask> task : RecordingClientRunner.tasks(round, CLIENTS)) {
                ClientResult outcome = runner.train(task.get(), network);
                sequential.put(outcome.client(), Trace.of(outcome));
            }
        }
        assertThat(outcomes).as("%s: outcomes", rule).isNotEmpty();
        for (ClientResult outcome : outcomes) {
            assertThat(sequential.get(outcome.client()).firstDifference(Trace.of(outcome)))
                    .as("%s: outcome of client %s, run sequentially and by the executor", rule, outcome.client())
                    .isEmpty();
        }
    }
}
