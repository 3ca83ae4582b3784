package org.exeunt.baselines.reefl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.baselines.Given;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.testkit.federation.Coordination;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testsupport.engine.ToyNetworkOptions;
import org.junit.jupiter.api.Test;

class ReeFlTest {

    private static final EarlyExitLoss LOSS = new EarlyExitLoss(ExitWeights.SUM);
    private static final ToyNetworkOptions ONE_HEAD =
            ToyNetworkOptions.of(5, 5, 5).withBuffers();
    private static final Offset<Double> DIGITS = within(1e-6);

    private static ReeFl of(double distillationWeight) {
        return new ReeFl(new ReeFlOptions(LOSS, AggregationWeights.DATA_SIZE, distillationWeight, 1, 0, 0.8));
    }

    private static Simulation<ReeFl.Server> simulation(ReeFl strategy, ToyNetworkOptions network) {
        return Given.simulation(strategy).withNetwork(network);
    }

    private static SharedHeads heads(ToyNetworkOptions network) {
        return SharedHeads.of(simulation(of(0), network).spec().layout());
    }

    @Test
    void headsOfEqualShapeAreShared() {
        assertThat(heads(ONE_HEAD).groups()).containsExactly(ExitSet.of(1, 2, 3));
        assertThat(heads(Given.NETWORK).groups()).containsExactly(ExitSet.of(1), ExitSet.of(2), ExitSet.of(3));
        assertThat(heads(ToyNetworkOptions.of(5, 4, 5)).groups()).containsExactly(ExitSet.of(1, 3), ExitSet.of(2));
    }

    /**
     * The losses are ln(1 + e^-2), ln 2 and ln(1 + e^.5); the teacher of step 2 is the exit with the lower loss in step
     * 1.
     */
    @Test
    void bestExitIsTheTeacher() {
        double weight = 0.5;
        BestExitTeacher loss = new BestExitTeacher(ExitSet.upTo(2), new double[] {1, 1}, weight, 1, 0.8);
        TwoExits first = TwoExits.withLogits(new double[] {2, 0}, new double[] {0, 0});
        assertThat(loss.addTo(first)).isCloseTo(0.126928011 + 0.693147181 + weight * 0.327813, DIGITS);
        assertThat(first.gradients()[0]).containsExactly(new double[] {-0.119202922, 0.119202922}, DIGITS);
        assertThat(first.gradients()[1])
                .containsExactly(
                        new double[] {-0.5 + weight * (0.5 - 0.880797078), 0.5 - weight * (0.5 - 0.880797078)}, DIGITS);

        TwoExits second = TwoExits.withLogits(new double[] {-0.5, 0}, new double[] {0, 0});
        assertThat(loss.addTo(second)).isCloseTo(0.974076984 + 0.693147181 + weight * 0.0303005, DIGITS);
        assertThat(second.gradients()[0]).containsExactly(new double[] {-0.622459331, 0.622459331}, DIGITS);

        BestExitTeacher forgetful = new BestExitTeacher(ExitSet.upTo(2), new double[] {1, 1}, weight, 1, 0);
        forgetful.addTo(TwoExits.withLogits(new double[] {2, 0}, new double[] {0, 0}));
        TwoExits again = TwoExits.withLogits(new double[] {-0.5, 0}, new double[] {0, 0});
        assertThat(forgetful.addTo(again)).isCloseTo(0.974076984 + 0.693147181 + weight * 0.0309296, DIGITS);
        assertThat(again.gradients()[1]).containsExactly(new double[] {-0.5, 0.5}, DIGITS);
    }

    @Test
    void exitWeightsDoNotAffectTheTeacher() {
        BestExitTeacher loss = new BestExitTeacher(ExitSet.upTo(2), new double[] {10, 1}, 1, 1, 0);
        TwoExits pass = TwoExits.withLogits(new double[] {2, 0}, new double[] {0, 0});
        loss.addTo(pass);
        assertThat(pass.gradients()[0]).containsExactly(new double[] {-1.19202922, 1.19202922}, DIGITS);
    }

    /** u(151) = exp(-5 / 4) with R = 300. */
    @Test
    void distillationFollowsRampAndTemperature() {
        ReeFl strategy = new ReeFl(new ReeFlOptions(LOSS, AggregationWeights.DATA_SIZE, 0.5, 3, 300, 0.8));
        Simulation<ReeFl.Server> simulation = simulation(strategy, Given.NETWORK);
        ExitSet exits = ExitSet.upTo(3);
        ClientContext client = Given.context(simulation, 151, new ClientId(0), exits, Payload.empty());
        Objective objective = Objective.over(exits, client.layout().trainable())
                .with(new BestExitTeacher(exits, new double[] {1, 1, 1}, 0.5 * Math.exp(-5.0 / 4), 3, 0.8));
        try (Network network = simulation.openNetwork();
                Network expected = simulation.openNetwork()) {
            client.loadParameters(expected);
            double loss = client.train(expected, objective).loss();
            assertThat(strategy.train(client, network).report().loss()).isCloseTo(loss, within(1e-9));
        }
    }

    @Test
    void sharedHeadIsSentOnce() {
        Simulation<ReeFl.Server> simulation = simulation(of(1), ONE_HEAD);
        ParameterLayout layout = simulation.spec().layout();
        long once = layout.backbone().size() + layout.head(new Exit(1)).size();
        SimulationResult<ReeFl.Server> result = simulation.play();
        result.rounds().forEach(round -> {
            assertThat(round.downloads().values()).allMatch(payload -> payload.scalars() == once);
            assertThat(round.uploads().values()).allMatch(payload -> payload.scalars() == once);
        });
        ParameterSet model = result.personalModel(0);
        float[] head = model.select(layout.head(new Exit(1))).values();
        assertThat(head)
                .isNotEqualTo(simulation
                        .spec()
                        .initial()
                        .select(layout.head(new Exit(1)))
                        .values());
        for (int exit = 2; exit <= 3; exit++) {
            assertThat(model.select(layout.head(new Exit(exit))).values()).isEqualTo(head);
        }
    }

    /** The step of the shared head follows the gradient of the sum of all losses, checked by central differences. */
    @Test
    void sharedHeadLearnsFromAllExits() {
        double rate = 0.25;
        Simulation<ReeFl.Server> simulation =
                simulation(of(0), ONE_HEAD).withTraining(round -> new LocalTraining(1, 100, rate, 0, 0));
        ParameterLayout layout = simulation.spec().layout();
        ClientContext client = client(simulation, ExitSet.upTo(3));
        BlockSet head = layout.head(new Exit(1));
        try (Network network = simulation.openNetwork()) {
            ParameterSet trained =
                    Given.uploaded(simulation.strategy().train(client, network)).select(head);
            ParameterSet start = client.parameters().select(head);
            ParameterSet step = ParameterMath.subtract(start, trained);
            double h = 0.1;
            double slope = (loss(simulation, network, client, ParameterMath.axpy(h, step, start))
                            - loss(simulation, network, client, ParameterMath.axpy(-h, step, start)))
                    / (2 * h);
            double expected = Math.pow(ParameterMath.norm(step), 2) / rate;
            assertThat(expected).isGreaterThan(1e-3);
            // tolerance for the curvature of the loss and for float32
            assertThat(slope).isCloseTo(expected, within(1e-2 * expected));
        }
    }

    private static ClientContext client(Simulation<ReeFl.Server> simulation, ExitSet exits) {
        return Given.context(simulation, 1, new ClientId(0), exits, Payload.empty());
    }

    /** Returns the sum of the mean cross-entropies of all exits with one common head. */
    private static double loss(
            Simulation<ReeFl.Server> simulation, Network network, ClientContext client, ParameterSet head) {
        SharedHeads heads = SharedHeads.of(simulation.spec().layout());
        network.load(heads.spread(client.parameters().with(head)));
        double[] sum = {0};
        network.forward(client.examples(), pass -> {
            for (Exit exit : pass.exits()) {
                for (int b = 0; b < pass.size(); b++) {
                    int row = b * pass.classes();
                    double[] logits = Arrays.copyOfRange(pass.logits(exit), row, row + pass.classes());
                    sum[0] += Math.log(Arrays.stream(logits).map(Math::exp).sum()) - logits[pass.label(b)];
                }
            }
        });
        return sum[0] / client.examples().size();
    }

    @Test
    void shallowClientTrainsTheSharedHead() {
        Simulation<ReeFl.Server> simulation = simulation(of(1), ONE_HEAD).withCoordination(Coordination.capped());
        ParameterLayout layout = simulation.spec().layout();
        SimulationResult<ReeFl.Server> result = simulation.play();
        ClientId shallow = new ClientId(0);
        assertThat(result.lastRound().exits().get(shallow)).isEqualTo(ExitSet.of(1));
        BlockSet sent = layout.stages(1).union(layout.head(new Exit(1)));
        assertThat(result.lastRound()
                        .uploads()
                        .get(shallow)
                        .parameters()
                        .orElseThrow()
                        .blocks())
                .isEqualTo(sent);
        ParameterSet mean = new ClientResults(
                        simulation.spec(), result.lastRound().outcomes())
                .aggregate(result.states().get(2).shared(), AggregationWeights.DATA_SIZE);
        assertThat(result.lastState().shared()).isEqualTo(mean);
    }

    /** Exit 2 is active only in the second round: with its own momentum, its copy would differ from the others. */
    @Test
    void copiesKeepEqualVelocities() {
        Simulation<ReeFl.Server> simulation =
                simulation(of(1), ONE_HEAD).withTraining(round -> new LocalTraining(2, 4, 0.1, 0.9, 1e-3));
        BlockSet first = simulation.spec().layout().head(new Exit(1));
        try (Network network = simulation.openNetwork()) {
            for (ExitSet exits : List.of(ExitSet.of(1, 3), ExitSet.upTo(3), ExitSet.of(2))) {
                simulation.strategy().train(client(simulation, exits), network);
                float[] velocity = network.readVelocity(first).values();
                assertThat(velocity).as("velocity after %s", exits).isNotEqualTo(new float[velocity.length]);
                for (int exit = 2; exit <= 3; exit++) {
                    BlockSet copy = simulation.spec().layout().head(new Exit(exit));
                    assertThat(network.readVelocity(copy).values())
                            .as("velocity of exit %d's copy after %s", exit, exits)
                            .isEqualTo(velocity);
                }
            }
        }
    }

    /** Only the final exit is active, so its copy of the head is sent. */
    @Test
    void activeExitsHeadIsSent() {
        Simulation<ReeFl.Server> simulation = simulation(of(1), ONE_HEAD);
        ClientContext client = client(simulation, ExitSet.of(3));
        ParameterLayout layout = simulation.spec().layout();
        try (Network network = simulation.openNetwork()) {
            ParameterSet sent = Given.uploaded(simulation.strategy().train(client, network));
            assertThat(sent.select(layout.head(new Exit(1))).values())
                    .isEqualTo(network.read(layout.head(new Exit(3))).values())
                    .isNotEqualTo(network.read(layout.head(new Exit(1))).values());
        }
    }
}
