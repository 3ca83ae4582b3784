package org.exeunt.runtime.federation;

import org.exeunt.api.ClientId;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.config.TrainingConfig.PersonalHeadInit;

/** Initial parameters: one draw for all, and if so configured heads of a client's own, drawn anew whenever asked for. */
record InitialParameters(NetworkDesign design, RandomStreams streams, PersonalHeadInit heads, ParameterSet common)
        implements FederationSpec.InitialParameters {

    static InitialParameters of(NetworkDesign design, RandomStreams streams, PersonalHeadInit heads) {
        return new InitialParameters(
                design, streams, heads, design.initialParameters(streams.stream(RandomPurpose.INIT)));
    }

    @Override
    public ParameterSet of(ClientId client) {
        if (heads == PersonalHeadInit.COMMON) {
            return common;
        }
        ParameterSet own = design.initialParameters(streams.stream(RandomPurpose.INIT_HEAD, client.index()));
        return common.with(own.select(common.layout().heads()));
    }
}
