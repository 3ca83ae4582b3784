package org.exeunt.app.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.exeunt.app.figure.Drawing.Anchor;
import org.exeunt.app.figure.Drawing.Pen;

/**
 * A figure with axes: from top to bottom the data, the horizontal axis and the legend. The vertical axis has values, or
 * names in rows.
 */
public final class Plot {
    private static final String INK = "#1b1d21";
    private static final String SOFT = "#5d636e";
    private static final String GRID = "#d7dae0";
    private static final double MARGIN = 5;
    private static final double SYMBOL = 2.2;
    private static final double ROW = 12;

    private final Drawing drawing;
    private final Axis x;
    private final Axis y;
    private final double left;
    private final double right;
    private final double top = MARGIN + 2;
    private final double bottom;
    private final List<Double> rows = new ArrayList<>();

    /**
     * Creates a figure with values on both axes.
     *
     * @param width in inches
     */
    public Plot(String title, double width, Axis x, Axis y) {
        drawing = new Drawing(title, 72 * width);
        this.x = x;
        this.y = y;
        double labels = Drawing.widthOf(y.ticks().stream().map(y::label));
        left = MARGIN + Drawing.LINE_HEIGHT + labels + 6;
        right = drawing.width() - MARGIN - 6;
        bottom = top + Math.min(0.62 * (right - left), 190);
        for (double tick : y.ticks()) {
            drawing.line(Pen.solid(GRID, 0.4), left, y(tick), right, y(tick));
            drawing.text(left - 4, y(tick) + 2.4, Anchor.END, SOFT, y.label(tick));
        }
        drawing.upwardText(MARGIN + Drawing.FONT_SIZE - 1, (top + bottom) / 2, SOFT, y.title());
        horizontalAxis();
        drawing.line(Pen.solid(SOFT, 0.6), left, top, left, bottom);
    }

    /**
     * Creates a figure with a row for each name.
     *
     * @param width in inches
     */
    public Plot(String title, double width, Axis x, List<String> names) {
        drawing = new Drawing(title, 72 * width);
        this.x = x;
        this.y = new Axis("", 0, 1, 1);
        double room = Math.min(0.4 * drawing.width(), 0.1 + Drawing.widthOf(names.stream()));
        left = MARGIN + room + 5;
        right = drawing.width() - MARGIN - 6;
        double below = top;
        for (String name : names) {
            List<String> lines = Drawing.lines(name, room);
            double height = Math.max(ROW, lines.size() * Drawing.LINE_HEIGHT + 3);
            rows.add(below + height / 2);
            drawing.text(left - 5, below + height / 2, Anchor.END, INK, lines);
            below += height;
        }
        bottom = below;
        horizontalAxis();
    }

    private void horizontalAxis() {
        for (double tick : x.ticks()) {
            drawing.line(Pen.solid(GRID, 0.4), x(tick), top, x(tick), bottom);
            drawing.text(x(tick), bottom + 9, Anchor.MIDDLE, SOFT, x.label(tick));
        }
        drawing.line(Pen.solid(SOFT, 0.6), left, bottom, right, bottom);
        double below = bottom + 19;
        for (String line : Drawing.lines(x.title(), drawing.width() - 2 * MARGIN)) {
            double half = Drawing.widthOf(line) / 2;
            double middle = Math.max(MARGIN + half, Math.min(drawing.width() - MARGIN - half, (left + right) / 2));
            drawing.text(middle, below, Anchor.MIDDLE, SOFT, line);
            below += Drawing.LINE_HEIGHT;
        }
        drawing.setHeight(below - Drawing.LINE_HEIGHT + MARGIN);
    }

    private double x(double value) {
        return left + x.position(value) * (right - left);
    }

    private double y(double value) {
        return bottom - y.position(value) * (bottom - top);
    }

    /** Draws a line through pairs of x and y with a symbol at each; pairs that are not finite are left out. */
    public void line(SeriesStyle style, List<double[]> points) {
        List<Double> path = new ArrayList<>();
        for (double[] point : points) {
            if (Double.isFinite(point[0]) && Double.isFinite(point[1])) {
                path.add(x(point[0]));
                path.add(y(point[1]));
            }
        }
        if (path.size() > 2) {
            drawing.line(style.pen(), path);
        }
        for (int i = 0; i < path.size(); i += 2) {
            symbol(style, path.get(i), path.get(i + 1));
        }
    }

    /** Draws the area between two values at each x: triples of x, lower and upper value. */
    public void band(SeriesStyle style, List<double[]> points) {
        List<Double> outline = new ArrayList<>();
        for (double[] point : points) {
            outline.add(x(point[0]));
            outline.add(y(point[1]));
        }
        for (int i = points.size() - 1; i >= 0; i--) {
            outline.add(x(points.get(i)[0]));
            outline.add(y(points.get(i)[2]));
        }
        drawing.area(style.colour(), 0.12, outline);
    }

    /** Draws a vertical line. */
    public void mark(double value) {
        drawing.line(Pen.solid(SOFT, 0.6), x(value), top, x(value), bottom);
    }

    /** Draws a bar in a row. */
    public void bar(int row, double from, double to, SeriesStyle style) {
        drawing.rectangle(style.colour(), x(from), rows.get(row) - 3.5, x(to), rows.get(row) + 3.5);
    }

    /** Draws an interval with its middle in a row. */
    public void interval(int row, double low, double middle, double high, boolean isFilled) {
        double at = rows.get(row);
        drawing.line(Pen.solid(INK, 0.9), x(low), at, x(high), at);
        symbol(new SeriesStyle(INK, 0, isFilled, List.of(), 0.8), x(middle), at);
    }

    /** Draws a box plot in a row: least, quartiles and most. */
    public void box(int row, double[] five) {
        double at = rows.get(row);
        Pen pen = Pen.solid(INK, 0.7);
        drawing.line(pen, x(five[0]), at, x(five[1]), at);
        drawing.line(pen, x(five[3]), at, x(five[4]), at);
        double high = at - 3.2;
        double low = at + 3.2;
        for (double end : new double[] {five[0], five[2], five[4]}) {
            drawing.line(pen, x(end), high, x(end), low);
        }
        drawing.line(
                pen, List.of(x(five[1]), high, x(five[3]), high, x(five[3]), low, x(five[1]), low, x(five[1]), high));
    }

    private void symbol(SeriesStyle style, double atX, double atY) {
        List<Double> outline = new ArrayList<>();
        int corners = style.symbol() == 0 ? 20 : Math.abs(style.symbol());
        // squares stand on a side, diamonds on a corner
        double turn = style.symbol() == 4 ? Math.PI / 4 : 0;
        for (int i = 0; i <= corners; i++) {
            double angle = turn + 2 * Math.PI * i / corners;
            outline.add(atX + SYMBOL * Math.sin(angle));
            outline.add(atY - SYMBOL * Math.cos(angle));
        }
        drawing.area(style.isFilled() ? style.colour() : "#ffffff", 1, outline);
        drawing.line(Pen.solid(style.colour(), 0.7), outline);
    }

    /** Adds the legend, every name whole, and returns the finished drawing. */
    public Drawing withLegend(Map<String, SeriesStyle> entries) {
        double key = 16;
        double widest = drawing.width() - 2 * MARGIN - key;
        double atX = MARGIN;
        double atY = drawing.height() + 4;
        for (Map.Entry<String, SeriesStyle> entry : entries.entrySet()) {
            List<String> lines = Drawing.lines(entry.getKey(), widest);
            double width = key + Drawing.widthOf(lines.stream());
            if (atX > MARGIN && atX + width > drawing.width() - MARGIN) {
                atX = MARGIN;
                atY += Drawing.LINE_HEIGHT + 1.5;
            }
            SeriesStyle style = entry.getValue();
            if (style.width() == 0) {
                drawing.rectangle(style.colour(), atX, atY - 2.8, atX + 12, atY + 2.8);
            } else {
                drawing.line(style.pen(), atX, atY, atX + 12, atY);
                symbol(style, atX + 6, atY);
            }
            for (String line : lines) {
                drawing.text(atX + key - 1, atY + 2.4, Anchor.START, INK, line);
                atY += Drawing.LINE_HEIGHT;
            }
            atY -= Drawing.LINE_HEIGHT;
            atX += width + 8;
        }
        drawing.setHeight(atY + MARGIN + 4);
        return drawing;
    }

    /** Returns the finished drawing without a legend. */
    public Drawing withoutLegend() {
        return drawing;
    }
}
