package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.tracking.ClientEvaluation;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks what every {@link ClientExecutor} promises whose workers live in this process; variants should have one worker and several.
 *
 * <p>Each check looks at the outcomes that are there, so that one that is lost is told by J1 and J5 alone.
 */
@Timeout(60)
public abstract class ClientExecutorContract extends Variants<ClientExecutor> {
    private static final int CLIENTS = 11;

    @FailureHint("a task is lost, executed twice or requested twice, or results are in order of completion")
    @ParameterizedTest
    @MethodSource("variants")
    void j01_everyTaskRunsOnceAndResultsAreInOrder(PluginChoice<ClientExecutor> variant) {
        RecordingClientRunner work = RecordingClientRunner.sound();
        List<ClientId> asked = new ArrayList<>();
        List<ClientResult> outcomes = with(variant, work, executor -> executor.train(noting(asked)));
        assertThat(outcomes.stream().map(ClientResult::client))
                .as("J1: clients of the outcomes")
                .containsExactlyElementsOf(clients());
        assertThat(asked).as("J1: clients of the tasks asked for").isEqualTo(clients());
        assertEachOnce(work, "J1");
    }

    @FailureHint("a failure is dropped, repeated or replaced; pass it on as the work returned it")
    @ParameterizedTest
    @MethodSource("variants")
    void j02_failuresArePassedOn(PluginChoice<ClientExecutor> variant) {
        Set<ClientId> failing = Set.of(new ClientId(0), new ClientId(7), new ClientId(10));
        List<ClientResult> outcomes = with(
                variant,
                new RecordingClientRunner(failing, Set.of()),
                executor -> executor.train(RecordingClientRunner.tasks(1, CLIENTS)));
        for (ClientResult outcome : outcomes) {
            if (failing.contains(outcome.client())) {
                assertThat(outcome)
                        .as("J2: outcome of a client that fails")
                        .isEqualTo(new ClientResult.Failure(outcome.client(), RecordingClientRunner.FAILURE));
            } else {
                assertThat(outcome)
                        .as("J2: outcome of a client that does not fail")
                        .isInstanceOf(ClientResult.Success.class);
            }
        }
    }

    @FailureHint("a result depends on the worker, or is not the one that the work returned")
    @ParameterizedTest
    @MethodSource("variants")
    void j03_resultsAreThoseOfTheRunner(PluginChoice<ClientExecutor> variant) {
        List<ClientResult> outcomes = with(
                variant,
                RecordingClientRunner.sound(),
                executor -> executor.train(RecordingClientRunner.tasks(1, CLIENTS)));
        assertAsAlone(outcomes, 1, "J3");
    }

    @FailureHint(
            "two threads share a network, or a worker's network is not closed with the executor, or is closed twice")
    @ParameterizedTest
    @MethodSource("variants")
    void j04_networkIsUsedByOneThreadAndClosedOnce(PluginChoice<ClientExecutor> variant) {
        RecordingClientRunner work = RecordingClientRunner.sound();
        with(variant, work, executor -> {
            executor.train(RecordingClientRunner.tasks(1, CLIENTS));
            return executor.evaluate(RecordingClientRunner.tasks(1, CLIENTS));
        });
        assertThat(work.misuses()).as("J4: misuses of networks").isEmpty();
        assertThat(work.networksLeftOpen()).as("J4: networks left open").isZero();
    }

    @FailureHint("evaluations are lost, executed twice, out of order or mixed up")
    @ParameterizedTest
    @MethodSource("variants")
    void j05_evaluationsRunOnceAndAreInOrder(PluginChoice<ClientExecutor> variant) {
        RecordingClientRunner work = RecordingClientRunner.sound();
        List<ClientId> asked = new ArrayList<>();
        List<ClientEvaluation> evaluations = with(variant, work, executor -> executor.evaluate(noting(asked)));
        assertThat(asked).as("J5: clients of the tasks asked for").isEqualTo(clients());
        assertEachOnce(work, "J5");
        List<ClientEvaluation> alone = new ArrayList<>();
        RecordingClientRunner other = RecordingClientRunner.sound();
        try (var network = other.openNetwork()) {
            RecordingClientRunner.tasks(1, CLIENTS).forEach(task -> alone.add(other.evaluate(task.get(), network)));
        }
        assertThat(evaluations).as("J5: evaluations").isEqualTo(alone);
    }

    @FailureHint(
            "an exception of the work is swallowed or turned into a result; clients' own failures are values already")
    @ParameterizedTest
    @MethodSource("variants")
    void j06_exceptionsReachTheCaller(PluginChoice<ClientExecutor> variant) {
        RecordingClientRunner work = new RecordingClientRunner(Set.of(), Set.of(new ClientId(4)));
        Throwable thrown = with(
                variant,
                work,
                executor -> catchThrowable(() -> executor.train(RecordingClientRunner.tasks(1, CLIENTS))));
        assertThat(Stream.iterate(thrown, each -> each != null, Throwable::getCause)
                        .map(Throwable::getMessage))
                .as("J6: what the call threw, and its causes")
                .contains(RecordingClientRunner.THROWN);
    }

    @FailureHint("state of the first call affects the next, or a call without tasks is not handled")
    @ParameterizedTest
    @MethodSource("variants")
    void j07_callsMayFollowEachOther(PluginChoice<ClientExecutor> variant) {
        List<ClientResult> second = with(variant, RecordingClientRunner.sound(), executor -> {
            executor.train(RecordingClientRunner.tasks(1, CLIENTS));
            assertThat(executor.train(List.of())).as("J7: outcomes of no task").isEmpty();
            executor.evaluate(RecordingClientRunner.tasks(1, 3));
            return executor.train(RecordingClientRunner.tasks(2, CLIENTS));
        });
        Rule.assumeKept("J3", "J7", () -> j03_resultsAreThoseOfTheRunner(variant));
        assertAsAlone(second, 2, "J7");
    }

    @FailureHint("close assumes that open was called, or that it is called once; a run may end before its first round")
    @ParameterizedTest
    @MethodSource("variants")
    void j08_mayBeClosedAtAnyTime(PluginChoice<ClientExecutor> variant) {
        create(variant).close();
        ClientExecutor opened = create(variant);
        opened.open(RecordingClientRunner.sound());
        opened.close();
        opened.close();
    }

    @FailureHint("a worker requests its task itself; creating a task calls download, which is reserved for the server "
            + "thread")
    @ParameterizedTest
    @MethodSource("variants")
    void j09_tasksAreCreatedOnTheCallingThread(PluginChoice<ClientExecutor> variant) {
        Set<Thread> makers = ConcurrentHashMap.newKeySet();
        List<Supplier<ClientTask>> tasks = made(task -> makers.add(Thread.currentThread()));
        with(variant, RecordingClientRunner.sound(), executor -> {
            executor.train(tasks);
            return executor.evaluate(tasks);
        });
        assertThat(makers).as("J9: threads that made tasks").containsOnly(Thread.currentThread());
    }

    @FunctionalInterface
    private interface Use<R> {
        R of(ClientExecutor executor);
    }

    private <R> R with(PluginChoice<ClientExecutor> variant, RecordingClientRunner work, Use<R> use) {
        try (ClientExecutor executor = create(variant)) {
            executor.open(work);
            return use.of(executor);
        }
    }

    private static List<Supplier<ClientTask>> noting(List<ClientId> asked) {
        List<ClientId> inOrder = Collections.synchronizedList(asked);
        return made(task -> inOrder.add(task.client()));
    }

    /** Returns the tasks of a round, which tell when each is made. */
    private static List<Supplier<ClientTask>> made(Consumer<ClientTask> told) {
        List<Supplier<ClientTask>> tasks = new ArrayList<>();
        for (Supplier<ClientTask> task : RecordingClientRunner.tasks(1, CLIENTS)) {
            tasks.add(() -> {
                ClientTask made = task.get();
                told.accept(made);
                return made;
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

    private static void assertEachOnce(RecordingClientRunner work, String rule) {
        TreeMap<ClientId, Integer> once = new TreeMap<>();
        IntStream.range(0, CLIENTS).forEach(i -> once.put(new ClientId(i), 1));
        assertThat(new TreeMap<>(work.times()))
                .as("%s: how often each client was at work", rule)
                .isEqualTo(once);
    }

    /** Compares what is there with what the work gives on this thread, client by client. */
    private static void assertAsAlone(List<ClientResult> outcomes, int round, String rule) {
        TreeMap<ClientId, Trace> alone = new TreeMap<>();
        RecordingClientRunner work = RecordingClientRunner.sound();
        try (var network = work.openNetwork()) {
            for (Supplier<ClientTask> task : RecordingClientRunner.tasks(round, CLIENTS)) {
                ClientResult outcome = work.train(task.get(), network);
                alone.put(outcome.client(), Trace.of(outcome));
            }
        }
        assertThat(outcomes).as("%s: outcomes", rule).isNotEmpty();
        for (ClientResult outcome : outcomes) {
            assertThat(alone.get(outcome.client()).firstDifference(Trace.of(outcome)))
                    .as("%s: outcome of client %s, alone and from the executor", rule, outcome.client())
                    .isEmpty();
        }
    }
}
