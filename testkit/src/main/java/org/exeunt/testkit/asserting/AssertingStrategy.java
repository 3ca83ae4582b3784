package org.exeunt.testkit.asserting;

import static org.exeunt.testkit.asserting.Promise.CALLER;
import static org.exeunt.testkit.asserting.Promise.require;
import static org.exeunt.testkit.asserting.Promise.requireSame;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Similarities;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.testkit.contract.Trace;
import org.exeunt.testkit.federation.WrappedPlugin;

/**
 * A strategy that checks the contract of another strategy at every call: arguments are not modified (S1), equal
 * arguments give equal downloads (S2), payloads contain blocks of the network only, metrics are finite, results are not
 * null (S14), and a client's network is not used after the call (S4). Also checks its caller: the order of calls, one
 * thread for the server methods, and one thread per network.
 *
 * <p>For one run or simulation. Results are the same, bit for bit, as those of the wrapped strategy.
 *
 * @param <S> type of the server state
 */
public final class AssertingStrategy<S extends Record> extends ForwardingStrategy<S> {
    private final Strategy<S> strategy;
    private final ThreadConfinement server = new ThreadConfinement(CALLER, "the server side of a strategy");
    private final Map<Network, Thread> inUse = new ConcurrentHashMap<>();
    private final Set<ClientId> downloadedBy = new HashSet<>();
    private int lastRound;

    /** Creates a strategy that checks {@code strategy}. */
    public AssertingStrategy(Strategy<S> strategy) {
        super(strategy);
        this.strategy = strategy;
    }

    /**
     * Returns a choice that creates the strategy of {@code choice} in a wrapper, with the same id and options; for
     * whole runs.
     */
    public static PluginChoice<Strategy<?>> around(PluginChoice<Strategy<?>> choice) {
        return WrappedPlugin.around(choice, AssertingStrategy::wrapped);
    }

    private static <S extends Record> Strategy<?> wrapped(Strategy<S> strategy) {
        return new AssertingStrategy<>(strategy);
    }

    @Override
    public S initialize(FederationSpec federation) {
        return server.call(() -> {
            S state = strategy.initialize(federation);
            require(state != null, "S14", "initialize returned null");
            lastRound = 0;
            return state;
        });
    }

    @Override
    public Payload download(S state, FederationSpec federation, ClientId client, ExitSet exits) {
        return server.call(() -> {
            requireExits(exits, federation.network());
            Trace before = Trace.of(state);
            Payload payload = strategy.download(state, federation, client, exits);
            requireSame(before, state, "S1", "download changed the server's state");
            requireOfNetwork(payload, federation.layout(), "download");
            requireSame(
                    Trace.of(payload),
                    strategy.download(state, federation, client, exits),
                    "S2",
                    "download returned a different payload for client %s the second time".formatted(client));
            downloadedBy.add(client);
            return payload;
        });
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        require(client.examples().size() > 0, CALLER, "client %s has no training examples", client.id());
        return with(client, network, "train", asserting -> {
            ClientUpdate update = strategy.train(client, asserting);
            require(update != null, "S14", "train returned null for client %s", client.id());
            requireOfNetwork(update.upload(), client.layout(), "the upload of client " + client.id());
            requireOfNetwork(update.state(), client.layout(), "the state of client " + client.id());
            return update;
        });
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        with(client, network, "personalise", asserting -> {
            strategy.personalise(client, asserting);
            return client;
        });
    }

    private interface Use<R> {
        R of(Network network);
    }

    private <R> R with(ClientContext client, Network network, String call, Use<R> use) {
        requireExits(client.exits(), client.federation().network());
        Thread other = inUse.putIfAbsent(network, Thread.currentThread());
        require(other == null, CALLER, "client %s was given a network that thread '%s' is using", client.id(), other);
        AssertingNetwork asserting = new AssertingNetwork(network);
        List<Object> arguments = List.of(client.received(), client.state(), client.exits());
        Trace before = Trace.of(arguments);
        try {
            R result = use.of(asserting);
            requireSame(
                    before,
                    arguments,
                    "S1",
                    call + " changed the received payload or the state of client " + client.id());
            return result;
        } finally {
            asserting.end("after the call of %s that it was passed to".formatted(call));
            inUse.remove(network);
        }
    }

    @Override
    public AggregationResult<S> aggregate(S state, RoundContext round, ClientResults results) {
        return server.call(() -> {
            int number = round.round().number();
            require(number > lastRound, CALLER, "round %d is aggregated after round %d", number, lastRound);
            require(!results.updates().isEmpty(), CALLER, "round %d is aggregated without a success", number);
            for (ClientResult outcome : results.all()) {
                boolean failed = outcome instanceof ClientResult.Failure; // perhaps before anything was sent
                require(
                        round.exits().containsKey(outcome.client())
                                && (failed || downloadedBy.contains(outcome.client())),
                        CALLER,
                        "client %s is aggregated in round %d without being sent anything",
                        outcome.client(),
                        number);
            }
            List<Object> arguments = List.of(state, round.exits(), results.all());
            Trace before = Trace.of(arguments);
            AggregationResult<S> next = strategy.aggregate(state, round, results);
            requireSame(before, arguments, "S1", "aggregate changed an argument in round " + number);
            require(next != null, "S14", "aggregate returned null in round %d", number);
            requireSame(
                    Trace.of(next.state()),
                    strategy.aggregate(state, round, results).state(),
                    "S3",
                    "aggregate returned a different state the second time in round " + number);
            next.metrics()
                    .forEach((name, value) -> require(
                            Double.isFinite(value), "S10", "metric '%s' of round %d is %s", name, number, value));
            lastRound = number;
            downloadedBy.clear();
            return next;
        });
    }

    private static void requireExits(ExitSet exits, NetworkSpec network) {
        require(
                !exits.isEmpty() && exits.deepest() <= network.exits(),
                CALLER,
                "exits %s of a network of %d",
                exits,
                network.exits());
    }

    private static void requireOfNetwork(Payload payload, ParameterLayout layout, String what) {
        require(payload != null, "S14", "%s is null", what);
        for (Map.Entry<String, ParameterSet> each : payload.parameterSets().entrySet()) {
            require(
                    each.getValue().layout().equals(layout),
                    "S9",
                    "%s contains '%s' of another network",
                    what,
                    each.getKey());
        }
    }

    @Override
    public Optional<Similarities> similarities(S state) {
        return server.call(() -> strategy.similarities(state));
    }
}
