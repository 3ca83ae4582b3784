package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.exeunt.api.Bytes;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.Reliability;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.federation.RunErrors;
import org.exeunt.runtime.store.state.RunStates;

/**
 * Runs the rounds of a federation one after the other, on the server thread.
 *
 * @param <S> the strategy's state
 */
public final class RoundLoop<S extends Record> {
    private final Federation federation;
    private final Strategy<S> strategy;
    private final Optional<HeadSimilarityStrategy<?>> comparison;
    private final PluginChoice<Strategy<?>> strategyChoice;
    private final Aggregator aggregator;
    private final CohortSelection cohortSelection;
    private final ClientExecutor executor;
    private final RunStates states;
    private final RunContext context;
    private final Timings timings;
    private S server;

    public RoundLoop(
            Federation federation,
            PreparedStrategy<S> prepared,
            CohortSelection cohortSelection,
            ClientExecutor executor,
            RunStates states,
            RunContext context,
            Timings timings) {
        this.federation = federation;
        this.strategy = prepared.strategy();
        this.comparison =
                strategy instanceof HeadSimilarityStrategy<?> compared ? Optional.of(compared) : Optional.empty();
        this.strategyChoice = federation.config().strategy();
        this.aggregator = prepared.aggregator();
        this.cohortSelection = cohortSelection;
        this.executor = executor;
        this.states = states;
        this.context = context;
        this.timings = timings;
        this.server = states.store(prepared.server());
    }

    /** Trains one cohort and aggregates its updates. */
    public RoundRecord runRound(Round round) {
        Similarities similarities = strategy.similarities(server).orElse(Similarities.none());
        SortedMap<ClientId, ExitSet> exits = cohortSelection.select(round, similarities);
        SortedMap<ClientId, Bytes> downlink = new TreeMap<>();
        List<ClientResult.Failure> dropouts = dropouts(round, exits, downlink);
        SortedMap<ClientId, ExitSet> present = new TreeMap<>(exits);
        dropouts.forEach(failure -> present.remove(failure.client()));
        List<ClientResult> returned = timings.time(round, "training", () -> train(round, present, downlink));
        Optional<RoundClock> clock = RoundClock.of(federation, exits, downlink, returned);
        List<ClientResult.Failure> simulated = new ArrayList<>(dropouts);
        clock.map(RoundClock::late).ifPresent(simulated::addAll);
        UpdateValidation validation = UpdateValidation.of(
                round, simulated, clock.map(RoundClock::inTime).orElse(returned), federation.config());
        validation.warnings().forEach(context::warn);
        ClientResults results = new ClientResults(federation.spec(), validation.results(), aggregator);
        AggregationResult<S> aggregated = validation.sufficient()
                ? timings.time(
                        round,
                        "aggregation",
                        () -> aggregate(new RoundContext(federation.spec(), round, exits), results))
                : AggregationResult.of(server);
        Optional<RoundRecord.SimulatedTime> time = clock.map(each -> each.time(results));
        ClientResults recorded = new ClientResults(federation.spec(), validation.recorded());
        return record(round, exits, downlink, returned, time, recorded, aggregated);
    }

    /** Returns the simulated dropouts, and counts the downlink of those that are sent their parameters. */
    private List<ClientResult.Failure> dropouts(
            Round round, SortedMap<ClientId, ExitSet> exits, SortedMap<ClientId, Bytes> downlink) {
        List<ClientResult.Failure> failures = new ArrayList<>();
        federation.faults().dropouts(round, exits.keySet()).forEach((client, dropout) -> {
            if (dropout.sent()) {
                downlink.put(client, download(round, client, exits.get(client)).bytes());
            }
            failures.add(new ClientResult.Failure(client, dropout.cause()));
        });
        return failures;
    }

    /** Returns the state of the server after the last round. */
    public S server() {
        return server;
    }

    /**
     * Evaluates the personal models of the clients that are evaluated.
     *
     * @param models receives each model, on the calling thread; empty if models are not needed
     */
    public EvaluationRecord evaluate(Round round, Optional<BiConsumer<ClientId, ParameterSet>> models) {
        List<ClientId> order =
                largestFirst(federation.evaluated(), client -> client.test().size());
        List<Supplier<ClientTask>> tasks = new ArrayList<>();
        for (ClientId client : order) {
            tasks.add(() ->
                    task(round, client, federation.spec().network().allExits()).returningModel(models.isPresent()));
        }
        List<ClientEvaluation> evaluations = new ArrayList<>();
        SortedMap<ClientId, Reliability> reliability = new TreeMap<>();
        timings.time(round, "evaluation", () -> {
            executor.evaluate(tasks, result -> {
                ClientId client = result.evaluation().client();
                evaluations.add(result.evaluation());
                if (!federation.isNew(client)) {
                    reliability.put(client, result.reliability());
                }
                models.ifPresent(each -> each.accept(client, result.model().orElseThrow()));
            });
            return evaluations;
        });
        requireSameOrder(order, evaluations, ClientEvaluation::client, round);
        Map<Boolean, List<ClientEvaluation>> byNew = evaluations.stream()
                .sorted(Comparator.comparing(ClientEvaluation::client))
                .collect(Collectors.partitioningBy(evaluation -> federation.isNew(evaluation.client())));
        return new EvaluationRecord(
                round, byNew.get(false), byNew.get(true), Reliability.over(List.copyOf(reliability.values())));
    }

    private List<ClientResult> train(
            Round round, SortedMap<ClientId, ExitSet> exits, SortedMap<ClientId, Bytes> downlink) {
        List<ClientId> order =
                largestFirst(exits.keySet(), client -> client.train().size());
        Map<ClientId, ClientTask> tampered = new TreeMap<>();
        List<Supplier<ClientTask>> tasks = new ArrayList<>();
        for (ClientId client : order) {
            tasks.add(() -> {
                ClientTask task = task(round, client, exits.get(client));
                downlink.put(client, task.received().bytes());
                comparison.ifPresent(each -> each.sent(federation.spec(), client, task.received()));
                if (federation.faults().tampersWith(round, client)) {
                    tampered.put(client, task);
                }
                return task;
            });
        }
        List<ClientResult> results = executor.train(tasks);
        requireSameOrder(order, results, ClientResult::client, round);
        return results.stream()
                .map(result -> tampered.containsKey(result.client())
                        ? tamper(round, result, tampered.get(result.client()))
                        : result)
                .toList();
    }

    /** Tampers with the change from what {@link org.exeunt.api.strategy.ClientContext#parameters} returned. */
    private ClientResult tamper(Round round, ClientResult result, ClientTask task) {
        ParameterSet before = federation.spec().initial(task.client());
        for (Payload payload : List.of(task.state(), task.received())) {
            before = payload.parameters().map(before::with).orElse(before);
        }
        return federation.faults().tamper(round, result, before);
    }

    private ClientTask task(Round round, ClientId client, ExitSet exits) {
        return ClientTask.of(
                round,
                client,
                exits,
                download(round, client, exits),
                states.clients().of(client),
                federation.spec().training(round));
    }

    private Payload download(Round round, ClientId client, ExitSet exits) {
        Payload payload =
                strategy.download(server, federation.spec(), client, exits).inMemory();
        FiniteCheck.problem(payload).ifPresent(where -> {
            throw notFinite(round, "the download of client %s is not finite (%s)".formatted(client, where));
        });
        return payload;
    }

    /** Returns the exception for values of the strategy, found when all updates are finite. */
    private ExeuntException notFinite(Round round, String found) {
        String serverOptimizer =
                federation.config().training().serverOptimizer().isPresent()
                        ? " or training.server-optimizer.learning-rate"
                        : "";
        return new ExeuntException(
                RunErrors.DIVERGED,
                ("Round %s: %s, although every update that was aggregated is. If training diverges, lower"
                                + " training.optimizer.learning-rate%s. Otherwise this is a defect of strategy '%s';"
                                + " report it to the author.")
                        .formatted(
                                round,
                                found,
                                serverOptimizer,
                                strategyChoice.plugin().id()));
    }

    /** Sorts clients by decreasing size, so that no worker finishes long after the others. */
    private List<ClientId> largestFirst(Collection<ClientId> clients, ToIntFunction<Client> size) {
        record Sized(ClientId client, int size) {}
        return clients.stream()
                .map(client ->
                        new Sized(client, size.applyAsInt(federation.clients().get(client.index()))))
                .sorted(Comparator.comparingInt(Sized::size).reversed().thenComparing(Sized::client))
                .map(Sized::client)
                .toList();
    }

    private <R> void requireSameOrder(
            List<ClientId> order, List<R> results, Function<R, ClientId> client, Round round) {
        List<ClientId> returned = results.stream()
                .map(result -> result == null ? null : client.apply(result))
                .toList();
        if (!returned.equals(order)) {
            throw PluginCall.contractViolation(
                    federation.config().executor(),
                    ("in round %s it returned results of clients %s for tasks of clients %s; expected one per task, in"
                                    + " order")
                            .formatted(round, returned, order));
        }
    }

    private AggregationResult<S> aggregate(RoundContext round, ClientResults results) {
        results.updates().forEach((client, update) -> states.clients().keep(client, update.state()));
        AggregationResult<S> aggregated = strategy.aggregate(server, round, results.withoutStates());
        aggregated.metrics().forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw PluginCall.contractViolation(
                        strategyChoice,
                        "in round %s its metric '%s' is %s; expected a finite number"
                                .formatted(round.round(), name, value));
            }
        });
        aggregated.relations().forEach((name, matrix) -> requireFinite(round.round(), name, matrix));
        PreparedStrategy.nonFinite(strategyChoice, aggregated.state()).ifPresent(where -> {
            throw notFinite(
                    round.round(),
                    "the state that strategy '%s' returned from aggregate is not finite (%s)"
                            .formatted(strategyChoice.plugin().id(), where));
        });
        server = states.store(aggregated.state());
        return aggregated;
    }

    private void requireFinite(Round round, String name, ClientMatrix matrix) {
        matrix.rows()
                .forEach((client, row) -> row.forEach((other, value) -> {
                    if (!Double.isFinite(value)) {
                        throw PluginCall.contractViolation(
                                strategyChoice,
                                "in round %s its matrix '%s' at clients %s and %s is %s; expected a finite number"
                                        .formatted(round, name, client, other, value));
                    }
                }));
    }

    private RoundRecord record(
            Round round,
            SortedMap<ClientId, ExitSet> exits,
            SortedMap<ClientId, Bytes> downlink,
            List<ClientResult> returned,
            Optional<RoundRecord.SimulatedTime> time,
            ClientResults results,
            AggregationResult<S> aggregated) {
        SortedMap<ClientId, Bytes> uplink = new TreeMap<>();
        double loss = 0;
        long examples = 0;
        SortedMap<String, TrainingReport.Metric> reported = new TreeMap<>();
        for (Map.Entry<ClientId, ClientUpdate> update : results.updates().entrySet()) {
            int size = federation.spec().clients().get(update.getKey().index()).trainExamples();
            uplink.put(update.getKey(), update.getValue().upload().bytes());
            if (update.getValue().report().steps() > 0) {
                loss += size * update.getValue().report().loss();
                examples += size;
            }
            reported = TrainingReport.sum(reported, update.getValue().report().metrics());
        }
        double epochs = 0;
        double headEpochs = 0;
        for (ClientResult result : returned) {
            // a diverged client has done the work, too
            if (result instanceof ClientResult.Success success) {
                epochs += success.update().report().epochs();
                headEpochs += success.update().report().headEpochs();
            }
        }
        List<RoundRecord.ClientFailure> failures = results.all().stream()
                .filter(ClientResult.Failure.class::isInstance)
                .map(ClientResult.Failure.class::cast)
                .map(failure -> new RoundRecord.ClientFailure(failure.client(), failure.cause()))
                .toList();
        return new RoundRecord(
                round,
                exits,
                downlink,
                uplink,
                epochs,
                headEpochs,
                loss / examples,
                time,
                failures,
                aggregated.metrics(),
                aggregated.relations(),
                means(reported));
    }

    private static SortedMap<String, Double> means(SortedMap<String, TrainingReport.Metric> reported) {
        SortedMap<String, Double> means = new TreeMap<>();
        reported.forEach((name, metric) -> means.put(name, metric.mean()));
        return means;
    }
}
