package org.exeunt.testkit.federation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientRunner;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.api.tracking.Reliability;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.runtime.client.PersonalEvaluation;
import org.exeunt.runtime.client.WorkerPool;
import org.exeunt.runtime.federation.Federation;

/** Trains the clients of a simulation, and records what each received and returned. */
final class SimulatedExecutor implements ClientExecutor {
    private final Simulation<?> simulation;
    private final Federation run;
    private final WorkerPool workers;
    private final SortedMap<ClientId, Payload> downloads = new TreeMap<>();
    private final List<ClientResult> arrived = new ArrayList<>();
    private SortedMap<ClientId, Payload> kept = new TreeMap<>();

    SimulatedExecutor(Simulation<?> simulation, Federation run) {
        this.simulation = simulation;
        this.run = run;
        this.workers = new WorkerPool(simulation.workers);
        workers.open(simulation::openNetwork);
    }

    @Override
    public void open(ClientRunner runner) {
        throw new UnsupportedOperationException("a simulation runs its clients itself");
    }

    @Override
    public List<ClientResult> train(List<Supplier<ClientTask>> suppliers) {
        // downloads are created before the workers start: server methods of a strategy are called on one thread
        List<ClientTask> tasks = suppliers.stream().map(Supplier::get).toList();
        downloads.clear();
        tasks.forEach(task -> downloads.put(task.client(), task.received()));
        List<ClientResult> results = run(tasks, this::train);
        arrived.clear();
        arrived.addAll(results);
        Map<ClientId, ClientResult> byClient =
                results.stream().collect(Collectors.toMap(ClientResult::client, Function.identity()));
        return tasks.stream().map(task -> byClient.get(task.client())).toList();
    }

    private ClientResult train(ClientTask task, Network network) {
        if (simulation.failing.test(task.round(), task.client())) {
            return new ClientResult.Failure(task.client(), Simulation.MADE_TO_FAIL);
        }
        simulation.loadArbitraryValues(network);
        return new ClientResult.Success(task.client(), run.strategy().train(context(task), network));
    }

    @Override
    public void evaluate(List<Supplier<ClientTask>> suppliers, Consumer<EvaluationResult> results) {
        List<ClientTask> tasks = suppliers.stream().map(Supplier::get).toList();
        Map<ClientId, EvaluationResult> byClient = run(tasks, this::evaluate).stream()
                .collect(Collectors.toMap(result -> result.evaluation().client(), Function.identity()));
        tasks.forEach(task -> results.accept(byClient.get(task.client())));
    }

    private EvaluationResult evaluate(ClientTask task, Network network) {
        simulation.loadArbitraryValues(network);
        run.strategy().personalise(context(task), network);
        Optional<PersonalRule> rule = run.strategy().rule(context(task), network);
        PersonalEvaluation evaluation =
                new PersonalEvaluation(run, run.clients().get(task.client().index()), () -> {
                    throw new AssertionError("nothing is evaluated");
                });
        return new EvaluationResult(
                evaluation.withoutTestExamples().evaluation(),
                Reliability.NONE,
                evaluation.withoutTestExamples().counts(),
                Optional.of(network.read(run.spec().layout().all())),
                rule,
                Optional.empty());
    }

    private ClientContext context(ClientTask task) {
        return simulation.context(task.round(), task.client(), task.exits(), task.received(), task.state());
    }

    /** Returns the results in the order in which the tasks were given to the workers. */
    private <R> List<R> run(List<ClientTask> tasks, BiFunction<ClientTask, Network, R> work) {
        List<ClientTask> sorted =
                tasks.stream().sorted(Comparator.comparing(ClientTask::client)).toList();
        int[] order = IntStream.range(0, tasks.size()).toArray();
        if (simulation.workers > 1) {
            Round round = tasks.get(0).round();
            RandomOrder.shuffle(order, simulation.streams.stream("submission", round.number()));
        }
        List<R> results = new ArrayList<>();
        workers.run(
                Arrays.stream(order)
                        .<Supplier<ClientTask>>mapToObj(position -> () -> sorted.get(position))
                        .toList(),
                work,
                results::add);
        return results;
    }

    /** Returns the round that was trained last. */
    SimulatedRound simulated(RoundRecord record) {
        Map<ClientId, ClientResult> failures = record.failures().stream()
                .collect(Collectors.toMap(
                        RoundRecord.ClientFailure::client,
                        failure -> new ClientResult.Failure(failure.client(), failure.cause())));
        List<ClientResult> outcomes = arrived.stream()
                .map(result -> failures.getOrDefault(result.client(), result))
                .toList();
        kept = new TreeMap<>(kept);
        for (ClientResult outcome : outcomes) {
            if (outcome instanceof ClientResult.Success success) {
                kept.put(success.client(), success.update().state());
            }
        }
        return new SimulatedRound(
                record.round(),
                record.exits(),
                Collections.unmodifiableSortedMap(new TreeMap<>(downloads)),
                outcomes,
                Collections.unmodifiableSortedMap(kept),
                record.metrics(),
                record.relations());
    }

    @Override
    public void close() {
        workers.close();
    }
}
