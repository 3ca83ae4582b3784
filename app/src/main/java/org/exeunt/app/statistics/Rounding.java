package org.exeunt.app.statistics;

/** Distinguishes values that differ from those that are equal but for rounding, such as means in other orders. */
public final class Rounding {
    /** Far above the largest error of a mean, and far below the least difference of two, relative to the values. */
    private static final double RELATIVE = 1e-9;

    private Rounding() {}

    /** Returns first minus second; 0 if rounding may be the only difference. */
    public static double difference(double first, double second) {
        double difference = first - second;
        return isError(difference, Math.max(Math.abs(first), Math.abs(second))) ? 0 : difference;
    }

    /**
     * Returns a number computed from values of at most the given magnitude in whole units, so that numbers are equal
     * that only rounding distinguishes.
     */
    static double units(double number, double magnitude) {
        return number == 0 ? 0 : Math.rint(number / (RELATIVE * magnitude));
    }

    /** Returns whether a number computed from values of at most the given magnitude may be an error of rounding. */
    static boolean isError(double number, double magnitude) {
        return Math.abs(number) <= RELATIVE * magnitude;
    }
}
