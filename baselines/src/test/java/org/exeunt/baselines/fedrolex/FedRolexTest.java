package org.exeunt.baselines.fedrolex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.baselines.GivenDevices;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.fedavg.FedAvg;
import org.exeunt.strategies.width.ChannelWindow;
import org.exeunt.strategies.width.NarrowFedAvg;
import org.exeunt.strategies.width.WidthOptions;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

class FedRolexTest {
    private static final EarlyExitLoss LOSS = EarlyExitLoss.of(ExitWeights.MEAN);
    private static final LocalTraining TRAINING = new LocalTraining(2, 4, 0.1, 0.9, 1e-2);

    private static WidthOptions options(Double... widths) {
        return new WidthOptions(List.of(widths), WidthOptions.Level.OWN, false, LOSS, AggregationWeights.UNIFORM);
    }

    private static FedRolex of(Double... widths) {
        return new FedRolex(options(widths), new RecordingContext());
    }

    private static Simulation<FedRolex.Server> simulation(FedRolex strategy, SyntheticFederation federation) {
        return Simulation.of(strategy, federation)
                .withNetwork(GivenDevices.WIDE)
                .withTraining(round -> TRAINING);
    }

    @Test
    void equalsFedAvgWithAllChannels() {
        FedAvg fedAvg = new FedAvg(new FedAvg.Options(LOSS, AggregationWeights.UNIFORM), new RecordingContext());
        for (var policy : List.of(Coordination.allExits(), Coordination.capped())) {
            assertThat(simulation(of(1.0, 0.5), GivenDevices.holding(4, 1.0, 1.0, 1.0, 1.0))
                            .withCoordination(policy)
                            .play()
                            .personalModels())
                    .isEqualTo(Simulation.of(fedAvg, GivenDevices.none())
                            .withNetwork(GivenDevices.WIDE)
                            .withTraining(round -> TRAINING)
                            .withCoordination(policy)
                            .play()
                            .personalModels());
        }
    }

    /** In the first round the window is that of HeteroFL: the leading channels. */
    @Test
    void firstRoundIsThatOfLeadingChannels() {
        SyntheticFederation federation = GivenDevices.holding(4, 1.0, 0.5, 0.5, 0.3);
        Simulation<FedRolex.Server> simulation =
                simulation(of(1.0, 0.5, 0.3), federation).withRounds(1);
        var result = simulation.play();
        NarrowFedAvg leading = new NarrowFedAvg(options(1.0, 0.5, 0.3));
        var round = result.lastRound();
        round.downloads().forEach((client, received) -> assertThat(ChannelWindow.values(received))
                .isEqualTo(ChannelWindow.values(leading.download(
                        result.states().get(0).shared(),
                        simulation.spec(),
                        client,
                        round.exits().get(client),
                        0))));
        assertThat(result.lastState().shared())
                .isEqualTo(leading.aggregate(
                        result.states().get(0).shared(),
                        new RoundContext(simulation.spec(), round.round(), round.exits()),
                        new ClientResults(simulation.spec(), round.outcomes()),
                        0));
    }

    /** Two of six channels: each changes in two of six rounds, and the window wraps around. */
    @Test
    void allChannelsAreTrainedEquallyOften() {
        Simulation<FedRolex.Server> simulation = Simulation.of(of(0.3), GivenDevices.none())
                .withNetwork(ToyNetworkOptions.of(6, 6, 6))
                .withRounds(6);
        var result = simulation.play();
        BlockSet bias = simulation.spec().layout().select(block -> block.name().equals("stage2/b"));
        int[] changes = new int[6];
        for (int round = 0; round < 6; round++) {
            float[] before = result.states().get(round).shared().select(bias).values();
            float[] after = result.states().get(round + 1).shared().select(bias).values();
            for (int channel = 0; channel < 6; channel++) {
                boolean held = channel == round || channel == (round + 1) % 6;
                assertThat(before[channel] != after[channel])
                        .as("round %d, channel %d", round + 1, channel + 1)
                        .isEqualTo(held);
                changes[channel] += held ? 1 : 0;
            }
        }
        assertThat(changes).containsOnly(2);
    }

    /** Training a window equals training the network that consists of it: the channels are only renamed. */
    @Test
    void windowTrainsAsANetworkOfItsChannels() {
        Simulation<FedRolex.Server> wide = simulation(of(0.5), GivenDevices.none());
        FedRolex.Server server = new FedRolex.Server(
                wide.spec().initial().select(wide.spec().layout().trainable()), 4);
        ExitSet exits = wide.spec().network().allExits();
        ClientId id = new ClientId(1);
        Payload received = wide.strategy().download(server, wide.spec(), id, exits);
        Simulation<FedRolex.Server> narrow =
                simulation(of(1.0), GivenDevices.none()).withNetwork(GivenDevices.NARROW);
        ParameterSet same = ParameterSet.of(narrow.spec().layout().trainable(), received.vector(ChannelWindow.SLICE));
        ClientContext inside = wide.context(new Round(9), id, exits, received, Payload.empty());
        ClientContext alone = narrow.context(new Round(9), id, exits, Payload.of(same), Payload.empty());
        try (Network large = wide.openNetwork();
                Network small = narrow.openNetwork()) {
            assertThat(ChannelWindow.values(wide.strategy().train(inside, large).upload()))
                    .isEqualTo(ChannelWindow.values(
                            narrow.strategy().train(alone, small).upload()));
        }
    }

    /** A skipped round leaves the state, and so the window, unchanged. */
    @Test
    void windowFollowsAggregatedRounds() {
        Simulation<FedRolex.Server> simulation = simulation(of(0.5), GivenDevices.none());
        FedRolex.Server server = simulation.strategy().initialize(simulation.spec());
        for (int aggregated = 0; aggregated < 3; aggregated++) {
            ExitSet exits = simulation.spec().network().allExits();
            ClientId id = new ClientId(0);
            Payload received = simulation.strategy().download(server, simulation.spec(), id, exits);
            assertThat(received.vector(FedRolex.OFFSET)).containsExactly(aggregated);
            Round round = new Round(2 * aggregated + 5);
            try (Network network = simulation.openNetwork()) {
                ClientResult result = new ClientResult.Success(
                        id,
                        simulation
                                .strategy()
                                .train(simulation.context(round, id, exits, received, Payload.empty()), network));
                server = simulation
                        .strategy()
                        .aggregate(
                                server,
                                new RoundContext(simulation.spec(), round, new TreeMap<>(Map.of(id, exits))),
                                new ClientResults(simulation.spec(), List.of(result)))
                        .state();
            }
        }
        assertThat(server.aggregated()).isEqualTo(3);
    }
}
