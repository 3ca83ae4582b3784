package org.exeunt.runtime.federation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.exeunt.api.ClientId;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.TrainingConfig.PersonalHeadInit;

/**
 * Returns the initial parameters of a client: one draw for all clients and, if configured, personal heads.
 *
 * @param keptValues maximum number of values of personal heads that are kept
 * @param drawn personal heads of the first clients that were asked for; those of other clients are drawn again on every
 *     call
 */
record InitialParameters(
        NetworkDesign design,
        RandomStreams streams,
        PersonalHeadInit heads,
        ParameterSet common,
        long keptValues,
        Map<ClientId, ParameterSet> drawn)
        implements Function<ClientId, ParameterSet> {
    /** 64 MiB. Kept heads are not replaced by later ones, because evaluations ask for all clients in the same order. */
    private static final long KEPT_VALUES = 1 << 24;

    static InitialParameters of(NetworkDesign design, RandomStreams streams, PersonalHeadInit heads) {
        return new InitialParameters(
                design,
                streams,
                heads,
                design.initialParameters(streams.stream(RandomPurpose.INIT)),
                KEPT_VALUES,
                new ConcurrentHashMap<>());
    }

    @Override
    public ParameterSet apply(ClientId client) {
        return heads == PersonalHeadInit.COMMON ? common : common.with(headsOf(client));
    }

    /** Heads can only be drawn with the whole network, which takes 50 ms and more for a ResNet-18. */
    private ParameterSet headsOf(ClientId client) {
        ParameterSet known = drawn.get(client);
        if (known != null) {
            return known;
        }
        ParameterSet own = design.initialParameters(streams.stream(RandomPurpose.INIT_HEAD, client.index()))
                .select(common.layout().heads());
        if ((drawn.size() + 1L) * own.size() <= keptValues) {
            drawn.put(client, own);
        }
        return own;
    }
}
