package org.exeunt.strategies.discriminant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.PersonalRule.Reached;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.discriminant.ExitDiscriminants.Statistics;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SimulationResult;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.junit.jupiter.api.Test;

class ExitDiscriminantsTest {
    private static final Sharing.Options AVERAGING =
            new Sharing.Options(new EarlyExitLoss(ExitWeights.MEAN), AggregationWeights.DATA_SIZE);

    private static final double[] ROW_1 = {4, -1};
    private static final double[] ROW_2 = {9};

    private static Simulation<Sharing.Server> simulation(int leastExamples) {
        ExitDiscriminants.Options options =
                new ExitDiscriminants.Options(AVERAGING, Statistics.SHARED, true, true, true, leastExamples, 0.01);
        return Simulation.of(new ExitDiscriminants(options), SyntheticFederation.draw(8, 13, 6, 9, 4));
    }

    private static float[] moments(Simulation<Sharing.Server> simulation, SimulationResult<Sharing.Server> result) {
        Payload received =
                simulation.strategy().download(result.lastState(), simulation.spec(), new ClientId(0), ExitSet.upTo(3));
        return received.vector("moments");
    }

    @Test
    void allClientsSendMomentsInTheLastRoundAndNobodyTrainsThere() {
        Simulation<Sharing.Server> simulation = simulation(1).withCohortSize(1);
        SimulationResult<Sharing.Server> result = simulation.withRounds(2).play();
        float[] moments = moments(simulation, result);
        double examples = 0;
        for (int c = 0; c < simulation.federation().dataset().classes(); c++) {
            examples += moments[c];
        }
        assertThat(examples).as("examples of all clients").isEqualTo(13 + 6 + 9 + 4);
        assertThat(result.states().get(2).shared())
                .as("the network after the last round")
                .isEqualTo(result.states().get(1).shared());
        assertThat(result.states().get(1).modules()).as("no moments before").isEqualTo(Payload.empty());
    }

    @Test
    void classesWithFewExamplesDoNotLeave() {
        Simulation<Sharing.Server> simulation = simulation(4);
        float[] moments = moments(simulation, simulation.withRounds(2).play());
        int classes = simulation.federation().dataset().classes();
        int[] expected = new int[classes];
        for (int client = 0; client < 4; client++) {
            int[] counts = simulation.federation().train(new ClientId(client)).classCounts(classes);
            for (int c = 0; c < classes; c++) {
                expected[c] += counts[c] >= 4 ? counts[c] : 0;
            }
        }
        for (int c = 0; c < classes; c++) {
            assertThat(moments[c]).isEqualTo(expected[c]);
        }
    }

    @Test
    void anExitReadsSignedRootsOfAllFeaturesSoFarAndVotesWithEarlierExits() {
        float[] first = {1, 0, 0, 1, 0, 0};
        float[] second = {0, 0, 1, 1, 1, 0, 0, 0.5f};
        float[] priors = {(float) Math.log(3), 0};
        Reached reached = Reached.none().next(new double[2], ROW_1).next(new double[2], ROW_2);
        double[] z1 = {2 + Math.log(3), -1};
        double[] z2 = {3 + Math.log(3), 2 - 1 + 0.5};
        assertSameProbabilities(rule(first, second, priors, true, false).logits(reached), z2);
        double[] both = new double[2];
        Arrays.setAll(both, c -> (logSoftmax(z1)[c] + logSoftmax(z2)[c]) / 2);
        assertSameProbabilities(rule(first, second, priors, true, true).logits(reached), both);
        assertSameProbabilities(rule(first, second, priors, true, true).logits(reached.at(new Exit(1))), z1);
        double[] squared = {9 + Math.log(3), 4 - 1 + 0.5};
        assertSameProbabilities(rule(first, second, priors, false, false).logits(reached), squared);
    }

    @Test
    void theCostOfAnExitIsThatOfItsWeights() {
        DiscriminantRule rule = rule(new float[2 * 2 + 2], new float[2 * 3 + 2], new float[2], true, true);
        assertThat(rule.macs(new Exit(1))).isEqualTo(new Macs(4));
        assertThat(rule.macs(new Exit(2))).isEqualTo(new Macs(6));
        NetworkSpec spec = simulation(1).spec().network();
        long before = spec.costOfLeavingAt(new Exit(2)).orElseThrow().count();
        DiscriminantRule ofAllExits = new DiscriminantRule(
                Collections.nCopies(spec.exits(), new float[2 * 3 + 2]), new float[2], true, true, true);
        assertThat(spec.with(ofAllExits).costOfLeavingAt(new Exit(2))).contains(new Macs(before + 6 + 6));
    }

    @Test
    void withoutDiscriminantsTheSharedHeadsAnswerWithThePriorsOfTheClient() {
        DiscriminantRule rule = new DiscriminantRule(List.of(), new float[] {0, 1}, true, true, false);
        assertSameProbabilities(rule.logits(Reached.none().next(new double[] {0.5, 2}, ROW_1)), new double[] {0.5, 3});
    }

    @Test
    void foldsAreNeighboursOfOneClass() {
        LabelledFeatures rows = new LabelledFeatures(2, 1, new double[6][1], new int[] {0, 0, 1, 0, 0, 1});
        assertThat(rows.folds()).containsExactly(0, 1, 0, 2, 3, 2);
    }

    private static DiscriminantRule rule(float[] first, float[] second, float[] priors, boolean root, boolean vote) {
        return new DiscriminantRule(List.of(first, second), priors, true, root, vote);
    }

    private static double[] logSoftmax(double[] logits) {
        double logSum = Softmax.row(logits, 0, logits.length, 1, new double[logits.length]);
        return Arrays.stream(logits).map(value -> value - logSum).toArray();
    }

    private static void assertSameProbabilities(double[] found, double[] expected) {
        assertThat(logSoftmax(found)).containsExactly(logSoftmax(expected), within(1e-6));
    }
}
