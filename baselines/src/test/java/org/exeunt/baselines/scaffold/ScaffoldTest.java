package org.exeunt.baselines.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.baselines.Given.filled;
import static org.exeunt.baselines.Given.vector;

import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.baselines.Given;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.SimulatedRound;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.junit.jupiter.api.Test;

class ScaffoldTest {
    private static final ClientId CLIENT = new ClientId(0);

    private static final double RATE = 0.25;

    private final Scaffold scaffold = new Scaffold(new Scaffold.Options(Given.LOSS));

    private final Simulation<Scaffold.Server> simulation = Given.oneStep(scaffold, RATE);
    private final BlockSet trainable = simulation.spec().layout().trainable();

    /** c_i = 1, c = 0.5, x = 2, y = 1.4 after 3 steps at rate 0.1: 1 - 0.5 + 0.6 / 0.3 = 2.5. */
    @Test
    void nextControlVariateIsTheMeanCorrectedGradient() {
        double distance = Scaffold.distanceOnConstantGradient(new LocalTraining(3, 1, 0.1, 0, 0), 3);
        assertThat(distance).isCloseTo(0.3, within(1e-12));
        assertThat(Scaffold.nextControl(vector(1), vector(0.5f), vector(2), vector(1.4f), distance)
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

    private ClientContext client(Payload received, Payload state) {
        return simulation.context(new Round(1), CLIENT, Given.ALL, received, state);
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
        ParameterSet g;
        try (Network network = simulation.openNetwork()) {
            client.loadParameters(network);
            g = Given.gradient(network, client, trainable);
        }
        ClientUpdate update = Given.train(simulation, client);
        ParameterSet step = ParameterMath.add(ParameterMath.subtract(g, own), c);
        assertThat(Given.uploaded(update).values())
                .containsExactly(ParameterMath.axpy(-RATE, step, x).values(), within(1e-5f));
        assertThat(update.state().parameters(Scaffold.CONTROL).values()).containsExactly(g.values(), within(1e-5f));
        assertThat(update.upload().parameters(Scaffold.CONTROL).values())
                .containsExactly(ParameterMath.subtract(g, own).values(), within(1e-5f));
    }

    /** 13 examples in batches of 4 are K = 4 steps, in round 2 at half of the rate. */
    @Test
    void controlCountsStepsAtTheRateOfTheRound() {
        ParameterSet x = arbitrary(5);
        ParameterSet c = arbitrary(6);
        ParameterSet own = arbitrary(7);
        Simulation<Scaffold.Server> decaying =
                simulation.withTraining(round -> new LocalTraining(1, 4, RATE / round.number(), 0, 0));
        ClientContext client = decaying.context(
                new Round(2),
                CLIENT,
                Given.ALL,
                Payload.of(x).with(Scaffold.CONTROL, c),
                Payload.empty().with(Scaffold.CONTROL, own));
        try (Network network = decaying.openNetwork()) {
            ClientUpdate update = scaffold.train(client, network);
            ParameterSet y = Given.uploaded(update);
            assertThat(update.state().parameters(Scaffold.CONTROL).values())
                    .containsExactly(
                            Scaffold.nextControl(own, c, x, y, 4 * RATE / 2).values(), within(1e-5f));
        }
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

    /** Returns the result of a client with the first stages, whose control variate changed by one number everywhere. */
    private ClientResult result(int client, int depth, double change) {
        BlockSet held = simulation.spec().layout().prefix(depth);
        return Given.sent(client, Payload.of(ParameterSet.zeros(held)).with(Scaffold.CONTROL, filled(held, change)));
    }

    private Scaffold.Server aggregate(Scaffold.Server server, ClientResult... results) {
        return Given.aggregate(scaffold, simulation.spec(), server, results);
    }

    private void assertControl(Scaffold.Server server, double... stages) {
        ParameterLayout layout = simulation.spec().layout();
        for (int depth = 1; depth <= stages.length; depth++) {
            BlockSet stage = layout.prefix(depth).minus(depth == 1 ? layout.none() : layout.prefix(depth - 1));
            assertThat(server.control().select(stage).values())
                    .as("stage %d", depth)
                    .containsExactly(filled(stage, stages[depth - 1]).values(), within(1e-6f));
        }
    }

    /**
     * Four clients, of which 0 and 2 hold stage 1 and the others stages 1 and 2. After client 1, all of one client have
     * trained stage 2, so n_b = 4; after client 0, one of two, so n_b = 2, as it remains.
     */
    @Test
    void controlIsTheMeanOfTheHolders() {
        Scaffold.Server server = aggregate(scaffold.initialize(simulation.spec()), result(1, 2, 3));
        assertControl(server, 3.0 / 4, 3.0 / 4, 0);
        server = aggregate(server, result(0, 1, 1));
        assertControl(server, 4.0 / 4, 3.0 / 2, 0);
        server = aggregate(server, result(2, 1, 5), result(3, 2, 1));
        assertControl(server, 10.0 / 4, 4.0 / 2, 0);
        server = aggregate(server, result(1, 2, -1));
        assertControl(server, 9.0 / 4, 3.0 / 2, 0);
    }

    /** Corrections move clients towards each other, and in the mean over the holders of a block do not move it. */
    @Test
    void correctionsOfTheHoldersAddUpToZero() {
        List<SimulatedRound> rounds = simulation
                .withCoordination(Coordination.capped())
                .withRounds(3)
                .play()
                .rounds();
        ParameterSet sum = ParameterSet.zeros(trainable);
        double largest = 0;
        for (var sent : rounds.get(2).downloads().entrySet()) {
            ParameterSet server = sent.getValue().parameters(Scaffold.CONTROL);
            ParameterSet own = rounds.get(1)
                    .kept()
                    .get(sent.getKey())
                    .parameters(Scaffold.CONTROL)
                    .select(server.blocks());
            ParameterSet correction = ParameterMath.subtract(server, own);
            sum = sum.with(ParameterMath.add(sum.select(server.blocks()), correction));
            largest = Math.max(largest, ParameterMath.norm(correction));
        }
        assertThat(largest).isGreaterThan(1e-2);
        assertThat(sum.values()).containsExactly(new float[trainable.size()], within(1e-5f));
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
