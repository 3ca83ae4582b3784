package org.exeunt.runtime.federation;

import java.util.function.Function;
import org.exeunt.api.ClientId;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.TrainingConfig.PersonalHeadInit;

/**
 * Returns the initial parameters of a client: one draw for all clients and, if configured, personal heads, which are
 * drawn again on every call.
 */
record InitialParameters(NetworkDesign design, RandomStreams streams, PersonalHeadInit heads, ParameterSet common)
        implements Function<ClientId, ParameterSet> {

    static InitialParameters of(NetworkDesign design, RandomStreams streams, PersonalHeadInit heads) {
        return new InitialParameters(
                design, streams, heads, design.initialParameters(streams.stream(RandomPurpose.INIT)));
    }

    @Override
    public ParameterSet apply(ClientId client) {
        if (heads == PersonalHeadInit.COMMON) {
            return common;
        }
        ParameterSet own = design.initialParameters(streams.stream(RandomPurpose.INIT_HEAD, client.index()));
        return common.with(own.select(common.layout().heads()));
    }
}
