package org.exeunt.runtime.federation;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.exeunt.api.ClientId;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.TrainingConfig.PersonalHeadInit;

/** Initial parameters: one draw for all clients and, if configured, one of heads or of the whole network per
 * client. */
final class InitialParameters {
    /** 64 MiB. Kept heads are not replaced by later ones, because evaluations ask for all clients in the same order. */
    static final long KEPT_VALUES = 1 << 24;

    private InitialParameters() {}

    /**
     * Returns a function that returns the initial parameters of a client. They can only be drawn with the whole
     * network, which takes 50 ms and more for a ResNet-18.
     *
     * @param keptValues maximum number of values of single clients that are kept; those of other clients are drawn
     *     again on every call
     */
    static Function<ClientId, ParameterSet> of(
            NetworkDesign design, RandomStreams streams, PersonalHeadInit heads, long keptValues) {
        ParameterSet common = design.initialParameters(streams.stream(RandomPurpose.INIT));
        if (heads == PersonalHeadInit.COMMON) {
            return client -> common;
        }
        BlockSet own = heads == PersonalHeadInit.PER_CLIENT
                ? common.layout().heads()
                : common.layout().all();
        Map<ClientId, ParameterSet> drawn = new ConcurrentHashMap<>();
        return client -> {
            ParameterSet values = drawn.get(client);
            if (values == null) {
                values = design.initialParameters(streams.stream(RandomPurpose.INIT_HEAD, client.index()))
                        .select(own);
                if ((drawn.size() + 1L) * values.size() <= keptValues) {
                    drawn.put(client, values);
                }
            }
            return common.with(values);
        };
    }
}
