package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.api.strategy.Feedback;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.store.state.RunStates;

/**
 * Runs the rounds of a federation one after the other, on the server thread.
 *
 * @param <S> the strategy's state
 */
public final class RoundLoop<S extends Record> implements AutoCloseable {
    private final Federation federation;
    private final Strategy<S> strategy;
    private final Aggregator aggregator;
    private final CohortSelection selection;
    private final ClientCalls<S> clients;
    private final RunStates states;
    private final RunContext context;
    private final Timings timings;
    private final ServerNetwork network;
    private S server;

    public RoundLoop(
            Federation federation,
            PreparedStrategy<S> prepared,
            CohortSelection selection,
            ClientExecutor executor,
            RunStates states,
            RunContext context,
            Timings timings) {
        this.federation = federation;
        this.strategy = prepared.strategy();
        this.aggregator = prepared.aggregator();
        this.selection = selection;
        this.clients = new ClientCalls<>(federation, strategy, executor, states.clients());
        this.states = states;
        this.context = context;
        this.timings = timings;
        this.network = new ServerNetwork(federation);
        this.server = states.store(prepared.server());
    }

    /**
     * Trains one cohort and aggregates its updates.
     *
     * @param feedback what the run has recorded so far
     */
    public RoundRecord runRound(Round round, Feedback feedback) {
        List<ClientId> cohort = strategy.requiresAllClients(federation.spec(), round)
                ? selection.all()
                : selection.sample(round, feedback);
        SortedMap<ClientId, ExitSet> exits = selection.chooseExits(
                round, cohort, strategy.similarities(server).orElse(Similarities.none()), feedback);
        ClientCalls.Exchange exchange = timings.time(round, "training", () -> clients.train(round, server, exits));
        RoundClock clock = RoundClock.of(federation, exits, exchange);
        UpdateCheck checked = UpdateCheck.of(round, clock.simulatedFailures(), clock.inTime(), federation.config());
        checked.warnings().forEach(context::warn);
        AggregationResult<?> aggregated = checked.sufficient()
                ? timings.time(round, "aggregation", () -> aggregate(round, exits, exchange, checked))
                : AggregationResult.of(server);
        return RoundRecords.of(federation, round, exits, exchange, clock.time(checked), checked.recorded(), aggregated);
    }

    /** Aggregates updates without the states of the clients, which the clients keep. */
    private AggregationResult<?> aggregate(
            Round round, SortedMap<ClientId, ExitSet> exits, ClientCalls.Exchange exchange, UpdateCheck checked) {
        List<ClientResult> received = new ArrayList<>();
        for (ClientResult result : checked.results()) {
            if (result instanceof ClientResult.Success success) {
                ClientUpdate update = success.update();
                states.clients().keep(success.client(), update.state());
                update = new ClientUpdate(update.upload(), Payload.empty(), update.report());
                received.add(new ClientResult.Success(success.client(), update));
            } else {
                received.add(result);
            }
        }
        RoundContext here = new RoundContext(
                federation.spec(),
                round,
                exits,
                exchange.sentHeads(),
                network::get,
                federation.data().server());
        AggregationResult<S> aggregated = network.counted(
                strategy.aggregate(server, here, new ClientResults(federation.spec(), received, aggregator)));
        new StrategyCheck(federation.config()).requireFinite(round, aggregated);
        server = states.store(aggregated.state());
        return aggregated;
    }

    /** Returns the state of the server after the last round. */
    public S server() {
        return server;
    }

    /**
     * Evaluates the personal models of the clients that are evaluated.
     *
     * @param models receives each result with its model, on the calling thread; empty if models are not needed
     */
    public EvaluationRecord evaluate(Round round, Optional<Consumer<EvaluationResult>> models) {
        return timings.time(round, "evaluation", () -> clients.evaluate(round, server, models));
    }

    /** Closes the network of the server. */
    @Override
    public void close() {
        network.close();
    }
}
