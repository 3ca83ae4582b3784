package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Aggregator;
import org.junit.jupiter.api.Test;

/** Checks the contract of an {@link Aggregator}, rules M1 to M6. */
public abstract class AggregatorContract extends OptionEffects<Aggregator> {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/W", BlockRole.BACKBONE, 1, List.of(2, 3))
            .add("head1/W", BlockRole.HEAD, 1, List.of(4))
            .build();

    /** Tolerance for sums in another order: a few roundings of float values near 1. */
    private static final float ROUNDING = 1e-5f;

    @EachVariant("a cohort with one, two or few uploads is not handled, or a divisor is zero, such as the weight of a "
            + "client")
    void m01_resultIsFiniteForAnyNumberOfUploads(PluginChoice<Aggregator> variant) {
        for (int uploads = 1; uploads <= 12; uploads++) {
            Case drawn = Case.draw(uploads, STREAMS.stream("sizes", uploads));
            assertFinite(drawn, create(variant), "M1: %d uploads".formatted(uploads));
            if (uploads > 1) {
                assertFinite(
                        drawn.withZeroWeight(),
                        create(variant),
                        "M1: %d uploads, the first with weight 0".formatted(uploads));
            }
        }
    }

    private static void assertFinite(Case drawn, Aggregator aggregator, String rule) {
        ParameterSet aggregated = drawn.aggregate(aggregator);
        assertThat(aggregated.blocks()).as(rule + ": blocks").isEqualTo(drawn.previous.blocks());
        assertThat(aggregated.firstNonFinite())
                .as(rule + ": block that is not finite")
                .isEmpty();
    }

    @EachVariant("weights are not normalised, or the aggregator changes values that no client has changed")
    void m02_uploadsEqualToThePreviousParametersAreUnchanged(PluginChoice<Aggregator> variant) {
        for (int uploads = 1; uploads <= 8; uploads++) {
            Case drawn = Case.draw(uploads, STREAMS.stream("equal", uploads));
            ParameterSet one = drawn.uploads.get(0);
            ParameterSet aggregated = create(variant).aggregate(one, Collections.nCopies(uploads, one), drawn.weights);
            assertClose(aggregated, one, "M2: %d uploads that equal the previous parameters".formatted(uploads));
        }
    }

    @EachVariant("the result depends on a client's index in the list; sort by value, and break ties in a way that does "
            + "not affect the result")
    void m03_theOrderOfClientsDoesNotMatter(PluginChoice<Aggregator> variant) {
        for (int draw = 0; draw < 20; draw++) {
            Case drawn = Case.draw(7, STREAMS.stream("order", draw));
            assertClose(
                    drawn.reversed().aggregate(create(variant)),
                    drawn.aggregate(create(variant)),
                    "M3: draw %d".formatted(draw));
        }
    }

    @EachVariant("arguments are used as scratch arrays, or the result depends on random numbers or a field")
    void m04_argumentsAreUnchangedAndResultsRepeat(PluginChoice<Aggregator> variant) {
        Case drawn = Case.draw(5, STREAMS.stream("repeat"));
        List<float[]> values = drawn.uploads.stream().map(ParameterSet::values).toList();
        double[] weights = drawn.weights.clone();
        Aggregator aggregator = create(variant);
        ParameterSet once = drawn.aggregate(aggregator);
        Case.draw(3, STREAMS.stream("between")).aggregate(aggregator);

        assertThat(drawn.aggregate(aggregator)).as("M4: the same bits again").isEqualTo(once);
        assertThat(drawn.weights).as("M4: weights").containsExactly(weights);
        for (int i = 0; i < values.size(); i++) {
            assertThat(drawn.uploads.get(i).values()).as("M4: upload %d", i).containsExactly(values.get(i));
        }
    }

    @EachVariant("the aggregator ignores or discards all uploads, so that the parameters of the server never change")
    void m05_uploadsHaveAnEffect(PluginChoice<Aggregator> variant) {
        Case drawn = Case.draw(8, STREAMS.stream("effect"));
        ParameterSet one = drawn.uploads.get(0);
        ParameterSet aggregated = create(variant).aggregate(drawn.previous, Collections.nCopies(8, one), drawn.weights);
        assertThat(ParameterMath.norm(ParameterMath.subtract(aggregated, one)))
                .as("M5: distance from eight equal uploads, which is smaller than that of the previous parameters")
                .isLessThan(ParameterMath.norm(ParameterMath.subtract(drawn.previous, one)));
    }

    @FailureHint(OtherOptions.HINT)
    @Test
    void m06_everyOptionHasAnEffect() {
        assertOptionsHaveEffects("M6", variant -> IntStream.rangeClosed(1, 12)
                .mapToObj(uploads ->
                        Case.draw(uploads, STREAMS.stream("options", uploads)).aggregate(create(variant)))
                .toList());
    }

    private static void assertClose(ParameterSet actual, ParameterSet expected, String rule) {
        assertThat(actual.values()).as(rule).containsExactly(expected.values(), within(ROUNDING));
    }

    private record Case(ParameterSet previous, List<ParameterSet> uploads, double[] weights) {
        static Case draw(int uploads, RandomGenerator random) {
            List<ParameterSet> sets = new ArrayList<>();
            for (int i = 0; i < uploads; i++) {
                sets.add(drawn(random));
            }
            double[] weights = random.doubles(uploads, 0.1, 1).toArray();
            double sum = Arrays.stream(weights).sum();
            return new Case(
                    drawn(random),
                    sets,
                    Arrays.stream(weights).map(weight -> weight / sum).toArray());
        }

        private static ParameterSet drawn(RandomGenerator random) {
            float[] values = new float[LAYOUT.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return ParameterSet.of(LAYOUT.all(), values);
        }

        Case reversed() {
            List<ParameterSet> sets = new ArrayList<>(uploads);
            Collections.reverse(sets);
            double[] other = new double[weights.length];
            for (int i = 0; i < other.length; i++) {
                other[i] = weights[other.length - 1 - i];
            }
            return new Case(previous, sets, other);
        }

        /** Returns the case with the weight of the first upload given to the second. */
        Case withZeroWeight() {
            double[] moved = weights.clone();
            moved[1] += moved[0];
            moved[0] = 0;
            return new Case(previous, uploads, moved);
        }

        ParameterSet aggregate(Aggregator aggregator) {
            return aggregator.aggregate(previous, uploads, weights);
        }
    }
}
