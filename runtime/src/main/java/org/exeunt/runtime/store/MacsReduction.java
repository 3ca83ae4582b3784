package org.exeunt.runtime.store;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.exeunt.api.Macs;

/**
 * How much cheaper leaving early is at equal accuracy: {@code 1 - min{cost : accuracy >= wanted} / full} over a sweep of one policy's setting,
 * straight lines between neighbouring points included.
 */
public final class MacsReduction {
    /**
     * One setting of the sweep.
     *
     * @param expectedMacs mean cost of an example
     * @param accuracy share of right answers, in [0, 1]
     */
    public record Point(double expectedMacs, double accuracy) {}

    private MacsReduction() {}

    /**
     * Returns the share of the static network's cost that is saved, negative if the policy costs more; empty if no setting is accurate enough.
     *
     * @param sweep in any order
     * @param wanted accuracy that must be reached: the reference's, less a slack
     * @param full cost of the static network: backbone and final head alone
     */
    public static OptionalDouble of(List<Point> sweep, double wanted, Macs full) {
        List<Point> points = sweep.stream()
                .sorted(Comparator.comparingDouble(Point::expectedMacs)
                        .thenComparing(
                                Comparator.comparingDouble(Point::accuracy).reversed()))
                .toList();
        for (int i = 0; i < points.size(); i++) {
            if (points.get(i).accuracy() >= wanted) {
                double cheapest =
                        i == 0 ? points.get(0).expectedMacs() : crossing(points.get(i - 1), points.get(i), wanted);
                return OptionalDouble.of(1 - cheapest / full.count());
            }
        }
        return OptionalDouble.empty();
    }

    /** The cost at which the line from a point below the wanted accuracy to one that reaches it, crosses it. */
    private static double crossing(Point below, Point reaching, double wanted) {
        double share = (wanted - below.accuracy()) / (reaching.accuracy() - below.accuracy());
        return below.expectedMacs() + share * (reaching.expectedMacs() - below.expectedMacs());
    }
}
