package org.exeunt.baselines.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.engine.ToyNetworkOptions;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class ScaffoldTest {
    private static final ClientId CLIENT = new ClientId(0);
    private static final EarlyExitLoss LOSS = EarlyExitLoss.of(ExitWeights.MEAN);
    private static final double RATE = 0.25;

    private final Scaffold scaffold =
            new Scaffold(new Scaffold.Options(LOSS, AggregationWeights.UNIFORM), new RecordingContext());

    /** One full-batch step without momentum and decay. */
    private final Simulation<Scaffold.Server> simulation = Simulation.of(
                    scaffold, SyntheticFederation.draw(8, 13, 6, 9, 4))
            .withNetwork(ToyNetworkOptions.of(6, 5, 4).withBuffers())
            .withTraining(new LocalTraining(1, 100, RATE, 0, 0));

    private final BlockSet trainable = simulation.spec().layout().trainable();

    private static ParameterSet scalar(double value) {
        ParameterLayout one = new ParameterLayout.Builder()
                .add("w", BlockRole.BACKBONE, 1, List.of(1))
                .build();
        return ParameterSet.of(one.all(), new float[] {(float) value});
    }

    /** c_i = 1, c = 0.5, x = 2, y = 1.4 after 3 steps at rate 0.1: 1 - 0.5 + 0.6 / 0.3 = 2.5. */
    @Test
    void nextControlVariateIsTheMeanCorrectedGradient() {
        double distance = Scaffold.distanceOnConstantGradient(new LocalTraining(3, 1, 0.1, 0, 0), 3);
        assertThat(distance).isCloseTo(0.3, within(1e-12));
        assertThat(Scaffold.nextControl(scalar(1), scalar(0.5), scalar(2), scalar(1.4), distance)
                        .values()[0])
                .isCloseTo(2.5f, within(1e-6f));
    }

    /** Velocities 1, 1.5 and 1.75 at momentum 0.5. */
    @Test
    void momentumLengthensTheDistance() {
        assertThat(Scaffold.distanceOnConstantGradient(new LocalTraining(1, 1, 0.1, 0.5, 0), 3))
                .isCloseTo(0.425, within(1e-12));
        assertThat(Scaffold.distanceOnConstantGradient(new LocalTraining(1, 1, 0.1, 0.5, 0), 0))
                .isZero();
    }

    private ParameterSet gradient(ClientContext client) {
        try (Network network = simulation.openNetwork()) {
            client.loadParameters(network);
            return network.gradient(LOSS.objective(client), client.examples(), client.stream("gradient"));
        }
    }

    private ClientContext client(Payload received, Payload state) {
        return simulation.context(
                new Round(1), CLIENT, simulation.spec().network().allExits(), received, state);
    }

    private ParameterSet arbitrary(long seed) {
        return simulation.withSeed(seed).spec().initial().select(trainable);
    }

    /** One step: y = x - eta (g - c_i + c), and the new control variate of the client is the gradient g itself. */
    @Test
    void oneStepFollowsTheCorrectedGradient() {
        ParameterSet x = arbitrary(5);
        ParameterSet c = arbitrary(6);
        ParameterSet own = arbitrary(7);
        ClientContext client =
                client(Payload.of(x).with(Scaffold.CONTROL, c), Payload.empty().with(Scaffold.CONTROL, own));
        ParameterSet g = gradient(client);
        ClientUpdate update;
        try (Network network = simulation.openNetwork()) {
            update = scaffold.train(client, network);
        }
        ParameterSet step = ParameterMath.add(ParameterMath.subtract(g, own), c);
        assertThat(update.upload().parameters().orElseThrow().values())
                .containsExactly(ParameterMath.axpy(-RATE, step, x).values(), within(1e-5f));
        assertThat(update.state().parameters(Scaffold.CONTROL).values()).containsExactly(g.values(), within(1e-5f));
        assertThat(update.upload().parameters(Scaffold.CONTROL).values())
                .containsExactly(ParameterMath.subtract(g, own).values(), within(1e-5f));
    }

    /** With two of four clients per round, c is a quarter of the sum of all c_i that were ever computed. */
    @Test
    void serverKeepsTheMeanOfAllClients() {
        SimulationResult<Scaffold.Server> result =
                simulation.withCohortSize(2).withRounds(4).play();
        ParameterSet sum = ParameterSet.zeros(trainable);
        for (SimulatedRound round : result.rounds()) {
            for (Payload upload : round.uploads().values()) {
                sum = ParameterMath.add(sum, upload.parameters(Scaffold.CONTROL));
            }
        }
        assertThat(result.lastState().control().values())
                .containsExactly(ParameterMath.scale(0.25, sum).values(), within(1e-5f));
        assertThat(ParameterMath.norm(sum)).isPositive();
    }

    @Test
    void untrainedBlocksKeepTheirControlVariates() {
        SimulationResult<Scaffold.Server> result = simulation
                .withCoordination(Coordination.finalExitOnly())
                .withRounds(2)
                .play();
        BlockSet idle = simulation
                .spec()
                .layout()
                .heads()
                .minus(simulation
                        .spec()
                        .layout()
                        .head(simulation.spec().network().finalExit()));
        assertThat(result.lastState().control().select(idle)).isEqualTo(ParameterSet.zeros(idle));
        assertThat(result.lastState().control()).isNotEqualTo(ParameterSet.zeros(trainable));
    }
}
