package org.exeunt.baselines.fedrolex;

import static org.assertj.core.api.Assertions.assertThat;

import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.baselines.Given;
import org.exeunt.baselines.GivenDevices;
import org.exeunt.strategies.width.ChannelAveraging;
import org.exeunt.strategies.width.ChannelWindow;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

class FedRolexTest {

    private static final LocalTraining TRAINING = new LocalTraining(2, 4, 0.1, 0.9, 1e-2);

    private static FedRolex of(Double... widths) {
        return new FedRolex(GivenDevices.widths(widths), new RecordingContext());
    }

    private static Simulation<FedRolex.Server> simulation(FedRolex strategy, SyntheticFederation federation) {
        return Simulation.of(strategy, federation)
                .withNetwork(GivenDevices.WIDE)
                .withTraining(round -> TRAINING);
    }

    /** In the first round the window is that of HeteroFL: the leading channels. */
    @Test
    void firstRoundIsThatOfLeadingChannels() {
        SyntheticFederation federation = GivenDevices.holding(4, 1.0, 0.5, 0.5, 0.3);
        Simulation<FedRolex.Server> simulation =
                simulation(of(1.0, 0.5, 0.3), federation).withRounds(1);
        var result = simulation.play();
        ChannelAveraging leading =
                new ChannelAveraging(GivenDevices.widths(1.0, 0.5, 0.3), new RecordingContext(), 0) {};
        var round = result.lastRound();
        round.downloads().forEach((client, received) -> assertThat(ChannelWindow.values(received))
                .isEqualTo(ChannelWindow.values(leading.download(
                        result.states().get(0),
                        simulation.spec(),
                        client,
                        round.exits().get(client)))));
        assertThat(result.lastState().shared())
                .isEqualTo(leading.aggregate(
                                result.states().get(0),
                                new RoundContext(simulation.spec(), round.round(), round.exits()),
                                new ClientResults(simulation.spec(), round.outcomes()))
                        .state()
                        .shared());
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
        ExitSet exits = Given.ALL;
        ClientId id = new ClientId(1);
        Payload received = wide.strategy().download(server, wide.spec(), id, exits);
        Simulation<FedRolex.Server> narrow =
                simulation(of(1.0), GivenDevices.none()).withNetwork(GivenDevices.NARROW);
        ParameterSet same = ParameterSet.of(narrow.spec().layout().trainable(), received.vector(ChannelWindow.SLICE));
        ClientContext inside = wide.context(new Round(9), id, exits, received, Payload.empty());
        ClientContext alone = narrow.context(new Round(9), id, exits, Payload.of(same), Payload.empty());
        assertThat(ChannelWindow.values(Given.train(wide, inside).upload()))
                .isEqualTo(ChannelWindow.values(Given.train(narrow, alone).upload()));
    }

    /** A skipped round leaves the state, and so the window, unchanged. */
    @Test
    void windowFollowsAggregatedRounds() {
        Simulation<FedRolex.Server> simulation = simulation(of(0.5), GivenDevices.none());
        FedRolex.Server server = simulation.strategy().initialize(simulation.spec());
        for (int aggregated = 0; aggregated < 3; aggregated++) {
            ClientId id = new ClientId(0);
            Payload received = simulation.strategy().download(server, simulation.spec(), id, Given.ALL);
            assertThat(received.vector(FedRolex.OFFSET)).containsExactly(aggregated);
            ClientContext client =
                    simulation.context(new Round(2 * aggregated + 5), id, Given.ALL, received, Payload.empty());
            server = Given.aggregate(
                    simulation.strategy(),
                    simulation.spec(),
                    server,
                    new ClientResult.Success(id, Given.train(simulation, client)));
        }
        assertThat(server.aggregated()).isEqualTo(3);
    }
}
