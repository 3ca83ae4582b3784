package org.exeunt.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.runtime.server.FiniteCheck;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;

/**
 * The first round of a strategy with two clients, call by call and up to the aggregation. It finds mistakes that would
 * make most checks fail, so that they are skipped and one check reports the mistake.
 *
 * @param strategy throws an exception if a call returns null
 * @param state of the server before the round
 * @param round the round
 * @param results of the clients, with the states that they keep
 * @param <S> type of the server state
 */
record FirstRound<S extends Record>(Strategy<S> strategy, S state, RoundContext round, ClientResults results) {

    /** Trains the clients of a new instance of the strategy. */
    static FirstRound<?> of(PluginChoice<Strategy<?>> variant) {
        return of(PluginCall.create(variant, "strategy", new RecordingContext()));
    }

    private static <S extends Record> FirstRound<S> of(Strategy<S> strategy) {
        Simulation<S> simulation =
                Simulation.of(strategy, SyntheticFederation.draw(1, 3, 2)).withNetwork(StrategyEdgeCases.NETWORK);
        FederationSpec federation = simulation.spec();
        strategy.capabilities();
        strategy.defaultCoordination();
        S state = strategy.initialize(federation);
        strategy.similarities(state);
        SortedMap<ClientId, ExitSet> exits = new TreeMap<>();
        List<ClientResult> results = new ArrayList<>();
        for (ClientSpec each : federation.clients()) {
            ClientId client = each.id();
            exits.put(client, federation.network().allExits());
            Payload received = strategy.download(state, federation, client, exits.get(client));
            try (Network network = simulation.openNetwork()) {
                ClientUpdate update = strategy.train(
                        simulation.context(new Round(1), client, exits.get(client), received, Payload.empty()),
                        network);
                update.report().metrics().forEach((name, metric) -> {
                    if (!Double.isFinite(metric.mean())) {
                        throw new IllegalStateException("the report of a client has the metric '%s' with the value %s"
                                .formatted(name, metric.mean()));
                    }
                });
                requireFinite("the update of client " + client, FiniteCheck.problem(update));
                results.add(new ClientResult.Success(client, update));
            }
        }
        return new FirstRound<>(
                strategy,
                state,
                new RoundContext(federation, new Round(1), exits),
                new ClientResults(federation, results));
    }

    /** Returns the rule that most checks would break for the same cause; empty if there is none. */
    static Optional<String> brokenRule(PluginChoice<Strategy<?>> variant) {
        try {
            FirstRound<?> round = of(variant);
            round.aggregate(round.results);
            return round.failureWithoutStates().map("S9 is broken: "::concat);
        } catch (RuntimeException e) {
            return nullResult(e).map("S14 is broken: "::concat).or(() -> Optional.of("S18 is broken: " + e));
        }
    }

    /** Returns results as the server receives them: without the states that clients keep. */
    ClientResults withoutStates(ClientResults given) {
        return new ClientResults(
                round.federation(),
                given.all().stream().map(FirstRound::withoutState).toList());
    }

    /** Returns a result as the server receives it. */
    static ClientResult withoutState(ClientResult result) {
        return result instanceof ClientResult.Success success
                ? new ClientResult.Success(
                        success.client(),
                        new ClientUpdate(
                                success.update().upload(),
                                Payload.empty(),
                                success.update().report()))
                : result;
    }

    /** Returns the exception of an aggregation without the states of clients; empty if there is none. */
    Optional<String> failureWithoutStates() {
        try {
            aggregate(withoutStates(results));
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(e.toString());
        }
    }

    /** Returns which call returns null; empty if none does, or if one throws, which S18 reports. */
    static Optional<String> nullResult(PluginChoice<Strategy<?>> variant) {
        try {
            FirstRound<?> round = of(variant);
            round.aggregate(round.results);
            return Optional.empty();
        } catch (RuntimeException e) {
            return nullResult(e);
        }
    }

    private static Optional<String> nullResult(RuntimeException thrown) {
        // what a call throws is the cause
        return thrown instanceof ExeuntException known
                        && known.code().category() == ErrorCategory.PLUGIN
                        && known.getCause() == null
                ? Optional.of(known.getMessage())
                : Optional.empty();
    }

    /** Aggregates results of the clients. */
    AggregationResult<S> aggregate(ClientResults given) {
        AggregationResult<S> aggregated = strategy.aggregate(state, round, given);
        if (StateTypes.unsupported(state.getClass()).isEmpty()) {
            requireFinite("the state that aggregate returns", FiniteCheck.problem(aggregated.state()));
        }
        return aggregated;
    }

    private static void requireFinite(String what, Optional<String> problem) {
        problem.ifPresent(where -> {
            throw new IllegalStateException("%s is not finite (%s)".formatted(what, where));
        });
    }
}
