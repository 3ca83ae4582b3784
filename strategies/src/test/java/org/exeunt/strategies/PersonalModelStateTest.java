package org.exeunt.strategies;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class PersonalModelStateTest {
    private static final Simulation<?> SIMULATION = Simulation.of(
                    new FedAvg.Provider()
                            .create(
                                    new FedAvg.Options(
                                            EarlyExitLoss.of(ExitWeights.MEAN), AggregationWeights.DATA_SIZE),
                                    new RecordingContext()),
                    SyntheticFederation.draw(4, 7, 7))
            .withOwnInitialHeads();
    private static final ParameterSet INITIAL = SIMULATION.spec().initial();
    private static final BlockSet BACKBONE = INITIAL.layout().backbone();

    /**
     * Returns the parameters of client 1 after loading; values left in the network by earlier tests are overwritten.
     */
    private static ParameterSet loaded(Payload received, Payload kept) {
        try (Network network = SIMULATION.openNetwork()) {
            network.load(ParameterSet.zeros(INITIAL.blocks()));
            PersonalModelState.load(
                    SIMULATION.context(new Round(2), new ClientId(1), ExitSet.upTo(3), received, kept), network);
            return network.read(INITIAL.blocks());
        }
    }

    @Test
    void loadsStateOverInitialAndIgnoresReceived() {
        ParameterSet kept = ParameterMath.scale(2, INITIAL.select(BACKBONE));
        Payload received = Payload.of(ParameterMath.scale(3, INITIAL));
        assertThat(loaded(received, Payload.empty())).isEqualTo(INITIAL);
        assertThat(loaded(received, Payload.of(kept))).isEqualTo(INITIAL.with(kept));
    }

    @Test
    void blocksNotUploadedKeepTheirStartValues() {
        ParameterSet moved = ParameterMath.scale(2, INITIAL);
        assertThat(PersonalModelState.after(INITIAL, moved)).isEqualTo(moved);
        assertThat(PersonalModelState.after(INITIAL, moved.select(BACKBONE)))
                .isEqualTo(INITIAL.with(moved.select(BACKBONE)));
    }
}
