package org.exeunt.runtime.archive;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.exeunt.api.Macs;

/**
 * The saving of early exits at equal accuracy: {@code 1 - min{cost : accuracy >= required} / full} over a sweep of one
 * policy's threshold, with linear interpolation between neighbouring points.
 */
public final class MacsReduction {
    /**
     * One point of the sweep.
     *
     * @param expectedMacs mean cost of an example
     * @param accuracy fraction of correct predictions, in [0, 1]
     */
    public record Point(double expectedMacs, double accuracy) {}

    private MacsReduction() {}

    /**
     * Returns the saved fraction of the static network's cost, negative if the policy costs more; empty if no point is
     * accurate enough.
     *
     * @param sweep in any order
     * @param required accuracy: the reference accuracy minus a slack
     * @param full cost of the static network: backbone and final head only
     */
    public static OptionalDouble of(List<Point> sweep, double required, Macs full) {
        List<Point> points = sweep.stream()
                .sorted(Comparator.comparingDouble(Point::expectedMacs)
                        .thenComparing(
                                Comparator.comparingDouble(Point::accuracy).reversed()))
                .toList();
        for (int i = 0; i < points.size(); i++) {
            if (points.get(i).accuracy() >= required) {
                double cheapest =
                        i == 0 ? points.get(0).expectedMacs() : crossing(points.get(i - 1), points.get(i), required);
                return OptionalDouble.of(1 - cheapest / full.count());
            }
        }
        return OptionalDouble.empty();
    }

    /**
     * Returns the cost at which the line between a point below the required accuracy and one that reaches it crosses
     * it.
     */
    private static double crossing(Point below, Point reaching, double required) {
        double share = (required - below.accuracy()) / (reaching.accuracy() - below.accuracy());
        return below.expectedMacs() + share * (reaching.expectedMacs() - below.expectedMacs());
    }
}
