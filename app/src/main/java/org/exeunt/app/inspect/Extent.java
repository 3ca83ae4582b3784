package org.exeunt.app.inspect;

import java.util.List;

/** The minimum and maximum of some values. */
record Extent(float least, float most) {
    /** Returns the extent of values {@code from} to {@code to} of every example. */
    static Extent of(List<Picked> picked, int from, int to) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (Picked each : picked) {
            for (float[] values : each.values()) {
                for (int i = from; i < to; i++) {
                    least = Math.min(least, values[i]);
                    most = Math.max(most, values[i]);
                }
            }
        }
        return new Extent(least, most);
    }

    /** Returns the position of a value in the range, from 0 to 1. */
    double share(float value) {
        return most > least ? (value - least) / (double) (most - least) : 0;
    }
}
