package org.exeunt.app.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Vector graphics on white, in points (1/72 inch) from the top left corner. */
public final class Drawing {
    /** The size of text. */
    static final double FONT_SIZE = 7;

    static final double LINE_HEIGHT = 8.5;

    /** The side of a text or its middle that is at its position. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /**
     * The way a line is drawn.
     *
     * @param colour as {@code #rrggbb}
     * @param dash lengths of strokes and gaps; empty for a solid line
     */
    record Pen(String colour, double width, List<Double> dash) {
        static Pen solid(String colour, double width) {
            return new Pen(colour, width, List.of());
        }
    }

    /** What is drawn. */
    sealed interface Item permits Line, Area, Text {}

    /** A line through points, as x and y in turn. */
    record Line(Pen pen, List<Double> points) implements Item {}

    /** A filled polygon. */
    record Area(String colour, double opacity, List<Double> points) implements Item {}

    /**
     * A text with its baseline at y.
     *
     * @param isUpward read from below
     */
    record Text(double x, double y, Anchor anchor, boolean isUpward, String colour, String text) implements Item {}

    private final double width;
    private final String title;
    private final List<Item> items = new ArrayList<>();
    private double height;

    /** Creates an empty drawing; its height follows from what is drawn. */
    Drawing(String title, double width) {
        this.title = title;
        this.width = width;
    }

    String title() {
        return title;
    }

    double width() {
        return width;
    }

    double height() {
        return height;
    }

    void setHeight(double height) {
        this.height = height;
    }

    List<Item> items() {
        return items;
    }

    void line(Pen pen, List<Double> points) {
        items.add(new Line(pen, List.copyOf(points)));
    }

    void line(Pen pen, double x1, double y1, double x2, double y2) {
        line(pen, List.of(x1, y1, x2, y2));
    }

    void area(String colour, double opacity, List<Double> points) {
        items.add(new Area(colour, opacity, List.copyOf(points)));
    }

    void rectangle(String colour, double left, double top, double right, double bottom) {
        area(colour, 1, List.of(left, top, right, top, right, bottom, left, bottom));
    }

    void text(double x, double y, Anchor anchor, String colour, String text) {
        items.add(new Text(x, y, anchor, false, colour, text));
    }

    /** Draws lines of text whose middle is at y. */
    void text(double x, double y, Anchor anchor, String colour, List<String> lines) {
        double baseline = y + 2.4 - (lines.size() - 1) * LINE_HEIGHT / 2;
        for (String line : lines) {
            text(x, baseline, anchor, colour, line);
            baseline += LINE_HEIGHT;
        }
    }

    void upwardText(double x, double y, String colour, String text) {
        items.add(new Text(x, y, Anchor.MIDDLE, true, colour, text));
    }

    static double widthOf(String text) {
        return FONT_SIZE * Helvetica.width(text);
    }

    /** Returns the width of the widest text; 0 without texts. */
    static double widthOf(Stream<String> texts) {
        return texts.mapToDouble(Drawing::widthOf).max().orElse(0);
    }

    static List<String> lines(String text, double width) {
        return Helvetica.lines(text, width / FONT_SIZE);
    }

    /** Returns the drawing as an SVG file. */
    public String svg() {
        return SvgFile.of(this);
    }

    /** Returns the drawing as a PDF file of one page; characters outside Windows-1252 are written as {@code ?}. */
    public byte[] pdf() {
        return PdfFile.of(this);
    }
}
