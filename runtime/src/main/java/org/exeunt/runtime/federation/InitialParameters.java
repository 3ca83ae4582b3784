package org.exeunt.runtime.federation;

import java.util.function.Function;
import org.exeunt.api.ClientId;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.config.TrainingConfig.PersonalHeadInit;

/** Initial parameters of each client: one draw for all and, if configured so, heads of its own, drawn again on every call. */
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
