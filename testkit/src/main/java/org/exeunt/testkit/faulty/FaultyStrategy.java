package org.exeunt.testkit.faulty;

import java.util.Optional;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.testkit.federation.WrappedPlugin;

/**
 * A strategy some of whose clients throw when they have trained, send a value that is not a number, or lose count of their loss, each drawn for
 * its round and client alone. In a run such a client is left out by name, and the strategy has to go on without it.
 *
 * <p>Unlike the {@code faults} of a configuration, which skip the work of a client that fails, everything is done and then spoiled: the worker's
 * network is left as the strategy left it.
 *
 * @param <S> the server's state
 */
public final class FaultyStrategy<S extends Record> extends ForwardingStrategy<S> {
    private final double share;
    private final RandomStreams streams;

    /**
     * Wraps a strategy.
     *
     * @param share of trainings that go wrong in each of the three ways, at most 1/3
     * @param seed of what goes wrong
     */
    public FaultyStrategy(Strategy<S> strategy, double share, long seed) {
        super(strategy);
        if (!(share >= 0 && share <= 1.0 / 3)) {
            throw new IllegalArgumentException("share %s; expected 0 to 1/3".formatted(share));
        }
        this.share = share;
        this.streams = new RandomStreams(seed);
    }

    /** Returns a choice that makes what {@code choice} makes, wrapped, under the same id and options; for whole runs. */
    public static PluginChoice<Strategy<?>> around(PluginChoice<Strategy<?>> choice, double share, long seed) {
        return WrappedPlugin.around(choice, strategy -> wrapped(strategy, share, seed));
    }

    private static <S extends Record> Strategy<?> wrapped(Strategy<S> strategy, double share, long seed) {
        return new FaultyStrategy<>(strategy, share, seed);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ClientUpdate update = super.train(client, network);
        double fate = streams.stream(
                        "fate", client.round().number(), client.id().index())
                .nextDouble();
        if (fate < share) {
            throw new IllegalStateException("a failure on purpose");
        }
        if (fate < 2 * share) {
            return new ClientUpdate(spoiled(update.upload()), update.state(), update.report());
        }
        return fate < 3 * share ? withoutLoss(update) : update;
    }

    /** The first value is not a number; where nothing is sent, nothing is. */
    private static Payload spoiled(Payload upload) {
        Optional<ParameterSet> sent = upload.parameters().filter(set -> set.size() > 0);
        if (sent.isEmpty()) {
            return upload;
        }
        float[] values = sent.get().values();
        values[0] = Float.NaN;
        return upload.with(Payload.PARAMETERS, ParameterSet.of(sent.get().blocks(), values));
    }

    private static ClientUpdate withoutLoss(ClientUpdate update) {
        TrainingReport report = update.report();
        return new ClientUpdate(update.upload(), update.state(), report.withLoss(Double.POSITIVE_INFINITY));
    }
}
