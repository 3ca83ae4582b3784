package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.PluginCall;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.federation.RunErrors;
import org.exeunt.runtime.store.state.RunStates;

/**
 * The server's side: one round after the other, on the server thread.
 *
 * @param <S> the strategy's state
 */
public final class RoundLoop<S extends Record> {
    private final Federation federation;
    private final Strategy<S> strategy;
    private final PluginChoice<Strategy<?>> choice;
    private final Aggregator aggregator;
    private final CohortSelection cohorts;
    private final ClientExecutor executor;
    private final RunStates states;
    private final RunContext context;
    private final Timings timings;
    private S server;

    public RoundLoop(
            Federation federation,
            PreparedStrategy<S> start,
            CohortSelection cohorts,
            ClientExecutor executor,
            RunStates states,
            RunContext context,
            Timings timings) {
        this.federation = federation;
        this.strategy = start.strategy();
        this.choice = federation.config().strategy();
        this.aggregator = start.rule();
        this.cohorts = cohorts;
        this.executor = executor;
        this.states = states;
        this.context = context;
        this.timings = timings;
        this.server = rest(start.server(), Round.START);
    }

    /** Trains and merges one cohort. */
    public RoundRecord play(Round round) {
        Similarities similarities =
                PluginCall.ask(choice, () -> strategy.similarities(server)).orElse(Similarities.none());
        SortedMap<ClientId, ExitSet> exits = cohorts.of(round, similarities);
        SortedMap<ClientId, Bytes> downlink = new TreeMap<>();
        List<ClientResult.Failure> absent = absent(round, exits, downlink);
        SortedMap<ClientId, ExitSet> present = new TreeMap<>(exits);
        absent.forEach(failure -> present.remove(failure.client()));
        List<ClientResult> returned = timings.time(round, "training", () -> train(round, present, downlink));
        UpdateValidation screening =
                UpdateValidation.of(round, absent, returned, federation.config().training());
        screening.warnings().forEach(context::warn);
        ClientResults results = new ClientResults(federation.facts(), screening.outcomes(), aggregator);
        AggregationResult<S> merged = screening.mergeable()
                ? timings.time(
                        round, "merging", () -> merge(new RoundContext(federation.facts(), round, exits), results))
                : AggregationResult.of(server);
        return record(round, exits, downlink, returned, results, merged);
    }

    /** Returns who gives nothing on purpose; those who are sent something are sent it all the same. */
    private List<ClientResult.Failure> absent(
            Round round, SortedMap<ClientId, ExitSet> exits, SortedMap<ClientId, Bytes> downlink) {
        List<ClientResult.Failure> failures = new ArrayList<>();
        federation.faults().absent(round, exits).forEach((client, absence) -> {
            if (absence.sent()) {
                downlink.put(client, published(round, client, exits.get(client)).bytes());
            }
            failures.add(new ClientResult.Failure(client, absence.cause()));
        });
        return failures;
    }

    /** Returns the server's state after the last round played. */
    public S server() {
        return server;
    }

    /** Evaluates every client's personal model. */
    public EvaluationRecord evaluate(Round round) {
        List<ClientId> order =
                largestFirst(federation.clients().stream().map(Client::id).toList(), client -> client.test()
                        .size());
        List<Supplier<ClientTask>> tasks = new ArrayList<>();
        for (ClientId client : order) {
            tasks.add(() -> evaluationTask(round, client));
        }
        List<ClientEvaluation> evaluations = timings.time(round, "evaluation", () -> executor.evaluate(tasks));
        requireInOrder(order, evaluations, ClientEvaluation::client, round);
        Map<Boolean, List<ClientEvaluation>> byNews = evaluations.stream()
                .sorted(Comparator.comparing(ClientEvaluation::client))
                .collect(Collectors.partitioningBy(evaluation -> federation.isNew(evaluation.client())));
        return new EvaluationRecord(round, byNews.get(false), byNews.get(true));
    }

    /** Returns what it takes to have a client's personal model after a round. */
    public ClientTask evaluationTask(Round round, ClientId client) {
        return task(round, client, federation.facts().network().allExits());
    }

    private List<ClientResult> train(
            Round round, SortedMap<ClientId, ExitSet> exits, SortedMap<ClientId, Bytes> downlink) {
        List<ClientId> order =
                largestFirst(exits.keySet(), client -> client.train().size());
        List<Supplier<ClientTask>> tasks = new ArrayList<>();
        for (ClientId client : order) {
            tasks.add(() -> {
                ClientTask task = task(round, client, exits.get(client));
                downlink.put(client, task.received().bytes());
                return task;
            });
        }
        List<ClientResult> outcomes = executor.train(tasks);
        requireInOrder(order, outcomes, ClientResult::client, round);
        return outcomes.stream()
                .map(outcome -> tampered(round, outcome, exits.get(outcome.client())))
                .toList();
    }

    private ClientResult tampered(Round round, ClientResult outcome, ExitSet exits) {
        ClientId client = outcome.client();
        if (!federation.faults().tampersWith(round, client)) {
            return outcome;
        }
        ParameterSet initial = federation.facts().initial(client);
        return federation
                .faults()
                .tampered(
                        round,
                        outcome,
                        published(round, client, exits)
                                .parameters()
                                .map(initial::with)
                                .orElse(initial));
    }

    private ClientTask task(Round round, ClientId client, ExitSet exits) {
        return new ClientTask(
                round,
                client,
                exits,
                published(round, client, exits),
                states.clients().of(client),
                federation.config().training().local(round));
    }

    private Payload published(Round round, ClientId client, ExitSet exits) {
        Payload published = PluginCall.call(
                choice, "publishing for client %s in round %s".formatted(client, round), () -> strategy.download(
                                server, federation.facts(), client, exits)
                        .inMemory());
        Optional<String> flaw = FiniteCheck.flaw(published);
        if (flaw.isPresent()) {
            throw new ExeuntException(
                    RunErrors.DIVERGED,
                    "Round %s: what the server sends to client %s is not finite (%s). Lower training.optimizer.learning-rate."
                            .formatted(round, client, flaw.get()));
        }
        return published;
    }

    /** The longest work begins first, so that no worker ends long after the others. */
    private List<ClientId> largestFirst(Iterable<ClientId> clients, ToIntFunction<Client> size) {
        List<ClientId> order = new ArrayList<>();
        clients.forEach(order::add);
        order.sort(Comparator.comparingInt((ClientId client) ->
                        size.applyAsInt(federation.clients().get(client.index())))
                .reversed()
                .thenComparing(Comparator.naturalOrder()));
        return order;
    }

    private <R> void requireInOrder(List<ClientId> order, List<R> results, Function<R, ClientId> client, Round round) {
        List<ClientId> returned = results.stream().map(client).toList();
        if (!returned.equals(order)) {
            throw PluginCall.broken(
                    federation.config().executor(),
                    "in round %s tasks of clients %s came back as %s; expected one result a task, in order"
                            .formatted(round, order, returned));
        }
    }

    private AggregationResult<S> merge(RoundContext round, ClientResults results) {
        results.updates().forEach((client, update) -> states.clients().keep(client, update.state()));
        AggregationResult<S> merged = PluginCall.call(
                choice, "merging round " + round.round(), () -> strategy.aggregate(server, round, results));
        merged.metrics().forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw PluginCall.broken(
                        choice,
                        "in round %s its metric '%s' is %s; expected a finite number"
                                .formatted(round.round(), name, value));
            }
        });
        merged.relations().forEach((name, relation) -> requireFinite(round.round(), name, relation));
        server = rest(merged.state(), round.round());
        return merged;
    }

    private S rest(S state, Round round) {
        return PluginCall.call(choice, "its state being put to rest after round " + round, () -> states.rest(state));
    }

    private void requireFinite(Round round, String name, ClientMatrix relation) {
        relation.rows()
                .forEach((client, row) -> row.forEach((other, number) -> {
                    if (!Double.isFinite(number)) {
                        throw PluginCall.broken(
                                choice,
                                "in round %s its relation '%s' of clients %s and %s is %s; expected a finite number"
                                        .formatted(round, name, client, other, number));
                    }
                }));
    }

    private RoundRecord record(
            Round round,
            SortedMap<ClientId, ExitSet> exits,
            SortedMap<ClientId, Bytes> downlink,
            List<ClientResult> returned,
            ClientResults results,
            AggregationResult<S> merged) {
        SortedMap<ClientId, Bytes> uplink = new TreeMap<>();
        double loss = 0;
        long examples = 0;
        SortedMap<String, TrainingReport.Metric> reported = new TreeMap<>();
        for (Map.Entry<ClientId, ClientUpdate> update : results.updates().entrySet()) {
            int size = federation.clients().get(update.getKey().index()).train().size();
            uplink.put(update.getKey(), update.getValue().upload().bytes());
            loss += size * update.getValue().report().loss();
            examples += size;
            reported = TrainingReport.sum(reported, update.getValue().report().metrics());
        }
        double epochs = 0;
        double headEpochs = 0;
        for (ClientResult outcome : returned) {
            // epochs of a client that diverged were work all the same
            if (outcome instanceof ClientResult.Success success) {
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
                failures,
                merged.metrics(),
                merged.relations(),
                means(reported));
    }

    private static SortedMap<String, Double> means(SortedMap<String, TrainingReport.Metric> reported) {
        SortedMap<String, Double> means = new TreeMap<>();
        reported.forEach((name, metric) -> means.put(name, metric.mean()));
        return means;
    }
}
