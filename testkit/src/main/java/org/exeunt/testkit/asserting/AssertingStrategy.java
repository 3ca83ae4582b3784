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
 * A strategy that is held to its contract at every call: it changes no argument (S1), publishes equally for equal arguments (S2), answers with
 * blocks of the network and finite metrics, and leaves a client's network alone once the call is over (S4). Its caller is held to the order of
 * calls, to one thread on the server's side and to one thread a network.
 *
 * <p>For one run or simulation. Does what the strategy does, to the same bits.
 *
 * @param <S> the server's state
 */
public final class AssertingStrategy<S extends Record> extends ForwardingStrategy<S> {
    private final Strategy<S> strategy;
    private final ThreadConfinement server = new ThreadConfinement(CALLER, "the server's side of a strategy");
    private final Map<Network, Thread> lent = new ConcurrentHashMap<>();
    private final Set<ClientId> publishedTo = new HashSet<>();
    private int merged;

    /** Wraps a strategy. */
    public AssertingStrategy(Strategy<S> strategy) {
        super(strategy);
        this.strategy = strategy;
    }

    /** Returns a choice that makes what {@code choice} makes, wrapped, under the same id and options; for whole runs. */
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
            require(state != null, "S7", "initialize gives no state");
            merged = 0;
            return state;
        });
    }

    @Override
    public Payload download(S state, FederationSpec federation, ClientId client, ExitSet exits) {
        return server.call(() -> {
            requireExits(exits, federation.network());
            Trace before = Trace.of(state);
            Payload published = strategy.download(state, federation, client, exits);
            requireSame(before, state, "S1", "download changed the server's state");
            requireOfNetwork(published, federation.layout(), "download");
            requireSame(
                    Trace.of(published),
                    strategy.download(state, federation, client, exits),
                    "S2",
                    "download gave client %s something else the second time".formatted(client));
            publishedTo.add(client);
            return published;
        });
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        require(client.examples().size() > 0, CALLER, "client %s has no example to train on", client.id());
        return with(client, network, "train", asserting -> {
            ClientUpdate update = strategy.train(client, asserting);
            require(update != null, "S9", "train gives no update for client %s", client.id());
            requireOfNetwork(update.upload(), client.layout(), "the upload of client " + client.id());
            requireOfNetwork(update.state(), client.layout(), "what client " + client.id() + " keeps");
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
        Thread other = lent.putIfAbsent(network, Thread.currentThread());
        require(other == null, CALLER, "client %s is given a network that '%s' uses", client.id(), other);
        AssertingNetwork asserting = new AssertingNetwork(network);
        List<Object> shown = List.of(client.received(), client.state(), client.exits());
        Trace before = Trace.of(shown);
        try {
            R result = use.of(asserting);
            requireSame(before, shown, "S1", call + " changed what client " + client.id() + " received or kept");
            return result;
        } finally {
            asserting.end("after the call of %s it was handed to".formatted(call));
            lent.remove(network);
        }
    }

    @Override
    public AggregationResult<S> aggregate(S state, RoundContext round, ClientResults results) {
        return server.call(() -> {
            int number = round.round().number();
            require(number > merged, CALLER, "round %d is merged after round %d", number, merged);
            require(!results.updates().isEmpty(), CALLER, "round %d is merged without a success", number);
            for (ClientResult outcome : results.all()) {
                require(
                        round.exits().containsKey(outcome.client()) && publishedTo.contains(outcome.client()),
                        CALLER,
                        "client %s is merged in round %d without being sent anything",
                        outcome.client(),
                        number);
            }
            List<Object> shown = List.of(state, round.exits(), results.all());
            Trace before = Trace.of(shown);
            AggregationResult<S> next = strategy.aggregate(state, round, results);
            requireSame(before, shown, "S1", "aggregate changed an argument in round " + number);
            require(next != null && next.state() != null, "S7", "aggregate gives no state in round %d", number);
            requireSame(
                    Trace.of(next.state()),
                    strategy.aggregate(state, round, results).state(),
                    "S3",
                    "aggregate gave another state the second time in round " + number);
            next.metrics()
                    .forEach((name, value) -> require(
                            Double.isFinite(value), "S10", "metric '%s' of round %d is %s", name, number, value));
            merged = number;
            publishedTo.clear();
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
        require(payload != null, "S9", "%s is null", what);
        for (Map.Entry<String, ParameterSet> each : payload.parameterSets().entrySet()) {
            require(
                    each.getValue().layout().equals(layout),
                    "S9",
                    "%s holds '%s' of another network",
                    what,
                    each.getKey());
        }
    }

    @Override
    public Optional<Similarities> similarities(S state) {
        return server.call(() -> strategy.similarities(state));
    }
}
