package org.exeunt.runtime.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.exeunt.api.Macs;
import org.exeunt.runtime.archive.MacsReduction.Point;
import org.junit.jupiter.api.Test;

class MacsReductionTest {
    private static final Macs FULL = new Macs(600);

    /** Four thresholds with hand-computed costs and accuracies, in arbitrary order. */
    private static final List<Point> SWEEP =
            List.of(new Point(600, .9), new Point(100, .5), new Point(350, .9), new Point(262.5, .8));

    @Test
    void takesTheCheapestAccuratePoint() {
        assertThat(MacsReduction.of(SWEEP, .8, FULL)).hasValue(.5625);
        assertThat(MacsReduction.of(SWEEP, .9, FULL)).hasValue(1 - 350.0 / 600);
        assertThat(MacsReduction.of(SWEEP, .2, FULL)).hasValue(1 - 100.0 / 600);
    }

    @Test
    void interpolatesBetweenNeighbours() {
        double cost = 262.5 + (.85 - .8) / (.9 - .8) * (350 - 262.5);
        assertThat(MacsReduction.of(SWEEP, .85, FULL).orElseThrow()).isCloseTo(1 - cost / 600, within(1e-12));
        double afterTheCheapest = 100 + (.65 - .5) / (.8 - .5) * (262.5 - 100);
        assertThat(MacsReduction.of(SWEEP, .65, FULL).orElseThrow())
                .isCloseTo(1 - afterTheCheapest / 600, within(1e-12));
    }

    @Test
    void isEmptyIfNoPointIsAccurateEnough() {
        assertThat(MacsReduction.of(SWEEP, .95, FULL)).isEmpty();
        assertThat(MacsReduction.of(List.of(), 0, FULL)).isEmpty();
    }

    @Test
    void isNegativeIfEarlyExitsCostMore() {
        assertThat(MacsReduction.of(List.of(new Point(630, 1)), 1, FULL).orElseThrow())
                .isCloseTo(-.05, within(1e-12));
    }

    @Test
    void takesTheBetterOfTwoPointsOfEqualCost() {
        List<Point> same = List.of(new Point(300, .4), new Point(300, .7), new Point(600, .9));
        assertThat(MacsReduction.of(same, .7, FULL)).hasValue(.5);
    }
}
