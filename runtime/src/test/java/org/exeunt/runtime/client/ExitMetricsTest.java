package org.exeunt.runtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.ForwardingPass;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientEvaluation.ExitResult;
import org.exeunt.api.tracking.ExitConfidence;
import org.exeunt.testsupport.Threshold;
import org.junit.jupiter.api.Test;

class ExitMetricsTest {
    private static final double[][] EXIT_1 = {{.5, .3, .2}, {.7, .2, .1}, {.9, .05, .05}, {.4, .35, .25}};
    private static final double[][] EXIT_2 = {{.65, .2, .15}, {.6, .3, .1}, {.95, .03, .02}, {.55, .25, .2}};
    private static final double[][] EXIT_3 = {{.1, .8, .1}, {.8, .1, .1}, {.8, .1, .1}, {.1, .1, .8}};
    private static final double[][][] EXITS = {EXIT_1, EXIT_2, EXIT_3};
    private static final List<Double> ALIKE = List.of(1.0, 1.0, 1.0);
    private static final NetworkSpec NETWORK = network(new long[] {100, 150, 350}, new long[] {0, 0, 0}, 3);
    private static final int[] LABELS = {1, 0, 0, 2};

    /** Rounding error of a softmax of logarithms. */
    private static final double ROUNDING = 1e-9;

    /** A pass in inference of which only probabilities, {@code [exits, examples, classes]}, and labels are known. */
    private static final class FixedProbabilities extends ForwardingPass {
        private final double[][][] probabilities;
        private final int[] labels;

        FixedProbabilities(double[][][] probabilities, int[] labels) {
            super(null);
            this.probabilities = probabilities;
            this.labels = labels;
        }

        @Override
        public int size() {
            return labels.length;
        }

        @Override
        public int classes() {
            return probabilities[0][0].length;
        }

        @Override
        public ExitSet exits() {
            return ExitSet.upTo(probabilities.length);
        }

        @Override
        public int label(int example) {
            return labels[example];
        }

        @Override
        public double[] logits(Exit exit) {
            return Arrays.stream(probabilities[exit.index()])
                    .flatMapToDouble(Arrays::stream)
                    .map(Math::log)
                    .toArray();
        }
    }

    private static NetworkSpec network(long[] stages, long[] heads, int classes) {
        ParameterLayout.Builder layout = new ParameterLayout.Builder();
        for (int k = 1; k <= stages.length; k++) {
            layout.add("stage" + k, BlockRole.BACKBONE, k, List.of(1));
            layout.add("head" + k, BlockRole.HEAD, k, List.of(1));
        }
        return NetworkSpec.of(layout.build(), InputShape.vector(1), classes, macs(stages), macs(heads));
    }

    private static double macs(ClientEvaluation.RuleResult result) {
        return result.expectedMacs().orElseThrow();
    }

    private static List<Macs> macs(long[] counts) {
        return Arrays.stream(counts).mapToObj(Macs::new).toList();
    }

    private static ClientEvaluation evaluate(NetworkSpec network, double... thresholds) {
        List<ExitRule> rules =
                Arrays.stream(thresholds).<ExitRule>mapToObj(Threshold::new).toList();
        ExitMetrics tally = new ExitMetrics(network, rules, ALIKE);
        for (int from = 0; from < 4; from += 2) {
            int first = from;
            double[][][] part = Stream.of(EXITS)
                    .map(exit -> Arrays.copyOfRange(exit, first, first + 2))
                    .toArray(double[][][]::new);
            tally.add(new FixedProbabilities(part, Arrays.copyOfRange(LABELS, from, from + 2)));
        }
        return tally.result(new ClientId(3));
    }

    /** Expected values computed by hand. */
    @Test
    void exitsAndCostsFollowTheThresholds() {
        ClientEvaluation result = evaluate(NETWORK, .6 - ROUNDING, .7 - ROUNDING, 1.1, 0);
        assertThat(result.rules()).extracting(ExitMetricsTest::macs).containsExactly(262.5, 350.0, 600.0, 100.0);
        assertThat(result.rules().get(0).shares()).containsExactly(.5, .25, .25);
        assertThat(result.rules().get(1).shares()).containsExactly(.5, 0.0, .5);
        assertThat(result.rules().get(2).shares()).containsExactly(0.0, 0.0, 1.0);
        assertThat(result.rules().get(3).shares()).containsExactly(1.0, 0.0, 0.0);
        assertThat(1 - macs(result.rules().get(0)) / 600).isEqualTo(.5625);
        assertThat(result.rules())
                .extracting(ClientEvaluation.RuleResult::accuracy)
                .containsExactly(.75, 1.0, 1.0, .5);
    }

    @Test
    void unknownMacsAreNotReported() {
        NetworkSpec known = NETWORK;
        NetworkSpec network = new NetworkSpec(
                known.layout(),
                known.input(),
                3,
                known.stageMacs(),
                known.headMacs(),
                known.narrowing(),
                List.of(),
                List.of(),
                false);
        ClientEvaluation result = evaluate(network, .6 - ROUNDING);
        assertThat(result.rules().get(0).expectedMacs()).isEmpty();
        assertThat(result.rules().get(0).shares()).containsExactly(.5, .25, .25);
    }

    @Test
    void countsTheHeadsOfEarlierExits() {
        NetworkSpec network = network(new long[] {100, 150, 350}, new long[] {7, 11, 13}, 3);
        ClientEvaluation result = evaluate(network, 1.1, 0);
        assertThat(result.rules()).extracting(ExitMetricsTest::macs).containsExactly(631.0, 107.0);
    }

    @Test
    void averagesOverAllBatches() {
        ClientEvaluation result = evaluate(NETWORK);
        assertThat(result.client()).isEqualTo(new ClientId(3));
        assertThat(result.examples()).isEqualTo(4);
        assertThat(result.exits()).extracting(ExitResult::accuracy).containsExactly(.5, .5, 1.0);
        double loss = -(Math.log(.3) + Math.log(.7) + Math.log(.9) + Math.log(.25)) / 4;
        assertThat(result.exits().get(0).loss()).isCloseTo(loss, within(1e-12));
    }

    /** Neither the final exit, nor most exits, nor the mean of probabilities answers all examples as the ensemble. */
    @Test
    void ensembleAveragesLogits() {
        double[][] exit = {{.9, .1}, {.8, .2}, {.9, .1}};
        double[][] last = {{.4, .6}, {.02, .98}, {.4, .6}};
        ExitMetrics tally =
                new ExitMetrics(network(new long[] {1, 1, 1}, new long[] {0, 0, 0}, 2), List.of(), List.of(.2, .8));
        tally.add(new FixedProbabilities(new double[][][] {exit, exit, last}, new int[] {0, 1, 1}));
        ClientEvaluation result = tally.result(new ClientId(0));
        assertThat(result.ensembleAccuracy()).isCloseTo((.2 + .8) / (.2 + .8 + .8), within(1e-12));
    }

    /** With class weights w, every fraction is the sum of w over correct examples divided by the sum of w over all. */
    @Test
    void weightsExamplesByTheirClass() {
        ExitMetrics tally = new ExitMetrics(NETWORK, List.of(new Threshold(.7 - ROUNDING)), List.of(.2, .5, .3));
        tally.add(new FixedProbabilities(EXITS, LABELS));
        ClientEvaluation result = tally.result(new ClientId(0));
        double total = .5 + .2 + .2 + .3;
        assertThat(result.examples()).isEqualTo(4);
        assertThat(result.exits().get(0).accuracy()).isCloseTo(.4 / total, within(1e-12));
        assertThat(result.exits().get(2).accuracy()).isCloseTo(1, within(1e-12));
        double loss = -(.5 * Math.log(.3) + .2 * Math.log(.7) + .2 * Math.log(.9) + .3 * Math.log(.25)) / total;
        assertThat(result.exits().get(0).loss()).isCloseTo(loss, within(1e-12));
        ClientEvaluation.RuleResult rule = result.rules().get(0);
        assertThat(rule.shares().get(0)).isCloseTo(.4 / total, within(1e-12));
        assertThat(rule.shares().get(2)).isCloseTo(.8 / total, within(1e-12));
        assertThat(rule.accuracy()).isCloseTo(1, within(1e-12));
        assertThat(macs(rule)).isCloseTo((.4 * 100 + .8 * 600) / total, within(1e-9));
        ExitConfidence.Bin surest = tally.confidences().get(1).bins().get(9);
        assertThat(surest.examples()).isCloseTo(.2, within(1e-12));
        assertThat(surest.confidence()).isCloseTo(.2 * .95, within(1e-12));
    }

    @Test
    void tiesGoToTheLowestClass() {
        double[][] even = {{.4, .4, .2}};
        ExitMetrics tally = new ExitMetrics(network(new long[] {1}, new long[] {0}, 3), List.of(), ALIKE);
        tally.add(new FixedProbabilities(new double[][][] {even}, new int[] {0}));
        tally.add(new FixedProbabilities(new double[][][] {even}, new int[] {1}));
        assertThat(tally.result(new ClientId(0)).meanAccuracy()).isEqualTo(.5);
        assertThat(tally.result(new ClientId(0)).ensembleAccuracy()).isEqualTo(.5);
    }

    @Test
    void rulesSeeOnlyPredictionsSoFar() {
        ExitRule steady = new ExitRule() {
            @Override
            public String label() {
                return "two alike";
            }

            @Override
            public boolean shouldExit(ExitInput view) {
                assertThat(view.exit()).as("the final exit is never asked").isNotEqualTo(new Exit(3));
                return view.exit().equals(new Exit(2)) && view.prediction(new Exit(1)) == view.prediction(new Exit(2));
            }
        };
        ExitMetrics tally = new ExitMetrics(NETWORK, List.of(steady), ALIKE);
        tally.add(new FixedProbabilities(EXITS, LABELS));
        assertThat(tally.result(new ClientId(0)).rules().get(0).shares()).containsExactly(0.0, 1.0, 0.0);
    }

    /** A rule that lets every example continue to the final exit, and answers with exit 1. */
    private static final ExitRule WITH_EXIT_1 = new ExitRule() {
        @Override
        public String label() {
            return "with exit 1";
        }

        @Override
        public boolean shouldExit(ExitInput input) {
            return false;
        }

        @Override
        public double[] answer(ExitInput input) {
            assertThat(input.probability(0))
                    .as("only asked about probabilities")
                    .isNotNaN();
            return input.probabilities(new Exit(1));
        }
    };

    @Test
    void accuracyIsThatOfTheAnswer() {
        ExitMetrics tally = new ExitMetrics(NETWORK, List.of(WITH_EXIT_1), ALIKE);
        tally.add(new FixedProbabilities(EXITS, LABELS));
        ClientEvaluation result = tally.result(new ClientId(0));
        assertThat(result.rules().get(0).shares()).containsExactly(0.0, 0.0, 1.0);
        assertThat(result.rules().get(0).accuracy())
                .isEqualTo(result.exits().get(0).accuracy())
                .isEqualTo(.5);
    }

    @Test
    void withoutExamplesThereAreNoResults() {
        ClientEvaluation nothing = new ExitMetrics(NETWORK, List.of(new Threshold(.5)), ALIKE).result(new ClientId(0));
        assertThat(nothing.exits()).hasSize(3).containsOnly(new ExitResult(Double.NaN, Double.NaN));
        assertThat(nothing.rules().get(0).shares()).hasSize(3).containsOnly(Double.NaN);
        assertThat(nothing.rules().get(0).expectedMacs()).isEmpty();
    }

    @Test
    void detectsNonFiniteLogits() {
        ExitMetrics tally = new ExitMetrics(network(new long[] {1}, new long[] {0}, 3), List.of(WITH_EXIT_1), ALIKE);
        tally.add(new FixedProbabilities(new double[][][] {{{.2, .3, .5}}}, new int[] {0}));
        assertThat(tally.isFinite()).isTrue();
        tally.add(new FixedProbabilities(new double[][][] {{{.2, Double.NaN, .5}}}, new int[] {0}));
        assertThat(tally.isFinite()).isFalse();
    }
}
