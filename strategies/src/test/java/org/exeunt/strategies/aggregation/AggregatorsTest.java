package org.exeunt.strategies.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.Aggregator;
import org.exeunt.strategies.plugins.StrategyPlugins;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;

/** Worked examples, and robustness of each rule to malicious uploads. */
class AggregatorsTest {
    private static final ParameterLayout LAYOUT = new ParameterLayout.Builder()
            .add("stage1/W", BlockRole.BACKBONE, 1, List.of(2))
            .build();
    private static final ParameterSet ZERO = of(0, 0);
    private static final double[] FOUR = {0.1, 0.2, 0.3, 0.4};

    private static ParameterSet of(float... values) {
        return ParameterSet.of(LAYOUT.all(), values);
    }

    private static Aggregator rule(String id, Record options) {
        return new StrategyPlugins()
                .<Aggregator>choose(Aggregator.class, id, options)
                .create(new RecordingContext());
    }

    private static Aggregator median() {
        return rule("coordinate-median", new NoOptions());
    }

    private static Aggregator trimmed(double fraction) {
        return rule("trimmed-mean", new TrimmedMean.Options(fraction));
    }

    private static Aggregator clipped(Double maxNorm) {
        return rule("norm-clipping", new NormClipping.Options(Optional.ofNullable(maxNorm)));
    }

    private static Aggregator krum(double fraction, int chosen) {
        return rule("krum", new Krum.Options(fraction, chosen));
    }

    @Test
    void weightedMean() {
        Aggregator mean = rule("weighted-mean", new NoOptions());
        assertThat(mean).isSameAs(Aggregator.WEIGHTED_MEAN);
        assertThat(mean.aggregate(ZERO, List.of(of(1, 0), of(2, 0), of(3, 0), of(4, 10)), FOUR))
                .isEqualTo(of(3, 4));
    }

    @Test
    void medianOfEachValue() {
        assertThat(median().aggregate(ZERO, List.of(of(1, 9), of(-100, 2), of(3, 5)), new double[] {.8, .1, .1}))
                .isEqualTo(of(1, 5));
        assertThat(median().aggregate(ZERO, List.of(of(1, 9), of(-100, 2), of(3, 5), of(4, 6)), FOUR))
                .isEqualTo(of(2, 5.5f));
    }

    @Test
    void trimmedMeanRemovesBothEnds() {
        List<ParameterSet> uploads = List.of(of(1, 40), of(2, 30), of(3, 20), of(1000, -1000));
        assertThat(trimmed(0.25).aggregate(ZERO, uploads, FOUR)).isEqualTo(of(2.5f, 25));
        assertThat(trimmed(0.24).aggregate(ZERO, uploads, FOUR))
                .as("fraction below one upload of four")
                .isEqualTo(of(251.5f, -227.5f));
    }

    @Test
    void fractionsAreDecimal() {
        // 0.29 of 100 are 28.999999999999996 in binary: one of 29 large uploads would remain
        List<ParameterSet> uploads =
                IntStream.range(0, 100).mapToObj(i -> of(i < 29 ? 1e6f : 1, 0)).toList();
        assertThat(trimmed(0.29).aggregate(ZERO, uploads, new double[100])).isEqualTo(of(1, 0));
    }

    @Test
    void longUpdatesAreShortened() {
        ParameterSet previous = of(1, 1);
        // changes (3, 4) of norm 5 and (0, 1) of norm 1
        List<ParameterSet> uploads = List.of(of(4, 5), of(1, 2));
        assertThat(clipped(2.5).aggregate(previous, uploads, new double[] {.5, .5}))
                .isEqualTo(of(1.75f, 2.5f));
        assertThat(clipped(5.0).aggregate(previous, uploads, new double[] {.5, .5}))
                .isEqualTo(of(2.5f, 3.5f));
        assertThat(clipped(null)
                        .aggregate(previous, uploads, new double[] {.5, .5})
                        .values())
                .as("limit is the smaller of two norms")
                .containsExactly(new float[] {1.3f, 1.9f}, within(1e-6f));
        ParameterSet far = of(1e8f, 1e8f);
        assertThat(clipped(null).aggregate(far, List.of(of(0.1f, 0.1f)), new double[] {1}))
                .as("a change of the limit's norm is not computed again, which would round")
                .isEqualTo(of(0.1f, 0.1f));
    }

    @Test
    void krumTakesTheClosestUploads() {
        // n = 5, f = 1: scores over the two nearest; (1, 0) has (0, 0) and (1.5, 0), at 1 and 0.25
        List<ParameterSet> uploads = List.of(of(0, 0), of(1, 0), of(1.5f, 0), of(3, 0), of(0, 50));
        double[] weights = {.2, .2, .2, .2, .2};
        assertThat(krum(0.2, 1).aggregate(ZERO, uploads, weights)).isEqualTo(of(1, 0));
        // (1.5, 0): 0.25 + 2.25; (0, 0): 1 + 2.25; (3, 0): 2.25 + 4
        assertThat(krum(0.2, 3)
                        .aggregate(ZERO, uploads, new double[] {.5, .25, .25, 0, 0})
                        .values())
                .containsExactly(new float[] {0.625f, 0}, within(1e-6f));
    }

    @Test
    void equalScoresPreferTheEarlierClient() {
        assertThat(krum(0, 1).aggregate(ZERO, List.of(of(1, 0), of(-1, 0)), new double[] {.5, .5}))
                .isEqualTo(of(1, 0));
    }

    /** Seven honest uploads near (1, -1), three far away. */
    @Test
    void robustRulesIgnoreAMinority() {
        for (int seed = 0; seed < 50; seed++) {
            RandomGenerator random = new RandomStreams(seed).stream("uploads");
            List<ParameterSet> uploads = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                boolean honest = i % 3 != 0 || i == 0;
                uploads.add(
                        honest
                                ? of(
                                        1 + 0.1f * (float) random.nextGaussian(),
                                        -1 + 0.1f * (float) random.nextGaussian())
                                : of(1e6f * (float) random.nextGaussian(), 1e6f * (float) random.nextGaussian()));
            }
            double[] weights = random.doubles(10).map(x -> 0.1).toArray();
            for (Aggregator aggregator : List.of(median(), trimmed(0.3), krum(0.3, 1), krum(0.3, 4))) {
                assertThat(aggregator.aggregate(ZERO, uploads, weights).values())
                        .as("seed %d", seed)
                        .containsExactly(new float[] {1, -1}, within(0.4f));
            }
            assertThat(ParameterMath.norm(clipped(2.0).aggregate(ZERO, uploads, weights)))
                    .as("norm is at most the limit, seed %d", seed)
                    .isLessThanOrEqualTo(2);
            assertThat(ParameterMath.norm(Aggregator.WEIGHTED_MEAN.aggregate(ZERO, uploads, weights)))
                    .as("mean is dominated by the outliers, seed %d", seed)
                    .isGreaterThan(1e3);
        }
    }
}
