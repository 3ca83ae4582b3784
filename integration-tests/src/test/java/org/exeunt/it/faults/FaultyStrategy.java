package org.exeunt.it.faults;

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
import org.exeunt.it.support.WrappedPlugin;

/**
 * A strategy with clients that fail at random: after training, they throw an exception, send a NaN, or report an
 * infinite loss. Failures are drawn per round and client. A run excludes such a client with the cause and continues.
 *
 * <p>In contrast to the {@code faults} of a configuration, which skip the work of a client that fails, training is
 * complete before the failure, so the worker's network is left in the state of the strategy.
 */
final class FaultyStrategy<S extends Record> extends ForwardingStrategy<S> {
    private final double share;
    private final RandomStreams streams;

    private FaultyStrategy(Strategy<S> strategy, double share, long seed) {
        super(strategy);
        this.share = share;
        this.streams = new RandomStreams(seed);
    }

    static PluginChoice<Strategy<?>> around(PluginChoice<Strategy<?>> choice, double share, long seed) {
        return WrappedPlugin.around(choice, strategy -> wrapped(strategy, share, seed));
    }

    private static <S extends Record> Strategy<?> wrapped(Strategy<S> strategy, double share, long seed) {
        return new FaultyStrategy<>(strategy, share, seed);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ClientUpdate update = super.train(client, network);
        double draw = streams.stream(
                        "fate", client.round().number(), client.id().index())
                .nextDouble();
        if (draw < share) {
            throw new IllegalStateException("simulated failure");
        }
        if (draw < 2 * share) {
            return new ClientUpdate(withNaN(update.upload()), update.state(), update.report());
        }
        return draw < 3 * share ? withoutLoss(update) : update;
    }

    /** Sets the first value of the main parameters to NaN; a payload without main parameters is unchanged. */
    private static Payload withNaN(Payload upload) {
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
