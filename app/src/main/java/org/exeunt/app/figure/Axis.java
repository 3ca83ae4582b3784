package org.exeunt.app.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * A range of values with ticks at round numbers.
 *
 * @param title of the axis
 * @param min at the first tick
 * @param max at the last tick
 * @param step between ticks
 */
public record Axis(String title, double min, double max, double step) {
    private static final int MAX_STEPS = 6;

    /** Larger values and smaller ranges are not drawn to scale, so that damaged data cannot ask for endless ticks. */
    private static final double LARGEST = 1e12;

    private static final double SMALLEST = 1e-9;

    /** Returns an axis that covers finite values in steps of 1, 2 or 5 times a power of ten. */
    public static Axis of(String title, DoubleStream values) {
        double[] finite = values.filter(Double::isFinite)
                .map(value -> Math.max(-LARGEST, Math.min(LARGEST, value)))
                .toArray();
        double least = DoubleStream.of(finite).min().orElse(0);
        double most = DoubleStream.of(finite).max().orElse(1);
        double step = step(most - least > SMALLEST * Math.max(1, Math.abs(most)) ? most - least : 1);
        double min = Math.floor(least / step) * step;
        return new Axis(title, min, Math.max(Math.ceil(most / step) * step, min + step), step);
    }

    /** Returns an axis of percentages: as {@link #of}, but within 0 and 100. */
    public static Axis percent(String title, DoubleStream values) {
        Axis axis = of(title, values.filter(Double::isFinite).map(value -> Math.min(100, Math.max(0, value))));
        return axis.max() > 100 ? new Axis(title, axis.min() - axis.step(), 100, axis.step()) : axis;
    }

    private static double step(double range) {
        double power = Math.pow(10, Math.floor(Math.log10(range / MAX_STEPS)));
        for (double factor : new double[] {1, 2, 5}) {
            if (range / (factor * power) <= MAX_STEPS) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i <= 2 * MAX_STEPS && min + i * step <= max + step / 1000; i++) {
            ticks.add(min + i * step);
        }
        return ticks;
    }

    String label(double tick) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        String text = String.format(Locale.ROOT, "%." + decimals + "f", tick);
        return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
    }

    /** Returns the position of a value between 0 for the first tick and 1 for the last, within these. */
    double position(double value) {
        return Math.min(1, Math.max(0, (value - min) / (max - min)));
    }
}
