package org.exeunt.app.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A chart, which the script of a page draws.
 *
 * @param caption what is drawn, and of which runs
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param series those of equal names have one colour and one entry in the legend; without a name they have none
 */
public record Chart(String title, String caption, Axis x, Axis y, List<Series> series) implements Block {

    /**
     * An axis of numbers or names.
     *
     * @param low its end; null for that of the data
     * @param high its other end; null for that of the data
     * @param names null for numbers
     */
    public record Axis(String name, Double low, Double high, List<String> names) {
        /** Returns an axis as long as the data require. */
        public static Axis of(String name) {
            return new Axis(name, null, null, null);
        }

        /** Returns an axis of percentages, from 0 to 100. */
        public static Axis percent(String name) {
            return new Axis(name, 0.0, 100.0, null);
        }

        /** Returns an axis of names, which can be added; those of a vertical axis are one below the other. */
        public static Axis names(String name, List<String> names) {
            return new Axis(name, null, null, new ArrayList<>(names));
        }
    }

    /** How a series is drawn. */
    public enum Mark {
        /** Points of x and y, optionally with minimum and maximum of y, joined by a line; NaN is a gap. */
        LINE,
        /** Points of x and y. */
        POINT,
        /** A length for each name of the vertical axis; those of several series are stacked. */
        BAR,
        /** Low, middle and high for each name of the vertical axis. */
        RANGE,
        /** Places on both axes, and a value, which is a shade. */
        CELL
    }

    /**
     * A series.
     *
     * @param points as described for the mark; empty arrays are not drawn
     * @param hints names of the points; empty for none
     */
    public record Series(String name, Mark mark, List<double[]> points, List<String> hints) {}

    /** Creates a chart without series, which are added to it. */
    public Chart(String title, String caption, Axis x, Axis y) {
        this(title, caption, x, y, new ArrayList<>());
    }

    /** Adds a point to the series with a name and a mark. */
    public void add(Mark mark, String name, double... point) {
        Optional<Series> known = series.stream()
                .filter(each -> each.mark() == mark && each.name().equals(name))
                .findFirst();
        known.orElseGet(() -> {
                    series.add(new Series(name, mark, new ArrayList<>(), new ArrayList<>()));
                    return series.get(series.size() - 1);
                })
                .points()
                .add(point);
    }

    /** Adds a point with a name to such a series. */
    public void add(Mark mark, String name, String hint, double... point) {
        add(mark, name, point);
        series.get(series.size() - 1).hints().add(hint);
    }
}
