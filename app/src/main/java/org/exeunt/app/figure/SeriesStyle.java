package org.exeunt.app.figure;

import java.util.List;
import org.exeunt.app.figure.Drawing.Pen;

/**
 * The way a series is drawn: the colours of Okabe and Ito, told apart with any colour vision; symbols and dashes tell
 * series of one colour apart. page.js has the same.
 *
 * @param symbol its number of corners, 0 for a circle
 * @param isFilled whether the symbol is
 */
public record SeriesStyle(String colour, int symbol, boolean isFilled, List<Double> dash, double width) {
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d31", "#7f7f7f");
    private static final List<List<Double>> DASHES = List.of(List.of(), List.of(3.0, 1.5), List.of(0.8, 1.2));
    private static final int[] CORNERS = {0, 4, 3, -4, 0, 4, 3};
    private static final int FILLED = 4;

    /** Returns the style of the n-th series. */
    public static SeriesStyle of(int series) {
        return new SeriesStyle(
                COLOURS.get(series % COLOURS.size()),
                CORNERS[series % CORNERS.length],
                series % CORNERS.length < FILLED,
                DASHES.get(series / COLOURS.size() % DASHES.size()),
                0.8);
    }

    /** Returns the style of areas of the n-th of some exits, from blue at the shallowest to red at the deepest. */
    public static SeriesStyle ofExit(int exit, int exits) {
        List<String> shades = List.of("#0072b2", "#56b4e9", "#e69f00", "#d55e00");
        int shade = exits <= shades.size() ? exit : exit * (shades.size() - 1) / (exits - 1);
        return new SeriesStyle(shades.get(shade), 4, true, List.of(), 0);
    }

    /** Returns the style with a line of twice the width. */
    public SeriesStyle emphasised() {
        return new SeriesStyle(colour, symbol, isFilled, dash, 2 * width);
    }

    Pen pen() {
        return new Pen(colour, width, dash);
    }
}
