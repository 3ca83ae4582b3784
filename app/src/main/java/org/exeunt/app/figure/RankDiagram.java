package org.exeunt.app.figure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.exeunt.app.figure.Drawing.Anchor;
import org.exeunt.app.figure.Drawing.Pen;

/**
 * The critical-difference diagram of J. Demšar (JMLR 7, 2006, figure 1): average ranks on an axis, the best to the
 * right; bars join ranks that do not differ significantly.
 */
public final class RankDiagram {
    private static final String INK = "#1b1d21";
    private static final double MARGIN = 5;
    private static final double AXIS = 36;

    private final Drawing drawing;
    private final int methods;
    private final double room;

    /** A method's name and average rank. */
    public record Entry(String name, double rank) {}

    private RankDiagram(Drawing drawing, List<Entry> entries) {
        this.drawing = drawing;
        this.methods = entries.size();
        this.room = Math.min(
                0.3 * drawing.width(), 1 + Drawing.widthOf(entries.stream().map(Entry::name)));
    }

    /**
     * Draws the diagram.
     *
     * @param width in inches
     * @param entries best first, at least two
     * @param groups first and last rank of those that do not differ significantly
     * @param critical difference; empty if unknown
     */
    public static Drawing of(
            String title, double width, List<Entry> entries, List<double[]> groups, OptionalDouble critical) {
        Drawing drawing = new Drawing(title, 72 * width);
        RankDiagram diagram = new RankDiagram(drawing, entries);
        diagram.axis(critical);
        double below = AXIS + 8;
        for (double[] group : groups) {
            drawing.line(Pen.solid(INK, 2.4), diagram.x(group[1]) - 2, below, diagram.x(group[0]) + 2, below);
            below += 5;
        }
        int half = entries.size() / 2;
        // each half from the outside to the middle, so that lines do not cross
        List<Entry> worse = new ArrayList<>(entries.subList(half, entries.size()));
        Collections.reverse(worse);
        double end = Math.max(
                diagram.side(worse, true, below + 4), diagram.side(entries.subList(0, half), false, below + 4));
        drawing.setHeight(end + MARGIN);
        return drawing;
    }

    private double x(double rank) {
        double left = MARGIN + room + 8;
        return left + (methods - rank) / (methods - 1) * (drawing.width() - 2 * left);
    }

    private void axis(OptionalDouble critical) {
        Pen pen = Pen.solid(INK, 0.8);
        drawing.line(pen, x(methods), AXIS, x(1), AXIS);
        // labels of every rank where there is room, otherwise of every second, third, ...
        int step = (int) Math.ceil((Drawing.widthOf(String.valueOf(methods)) + 3) / Math.abs(x(1) - x(2)));
        for (int rank = 1; rank <= methods; rank++) {
            drawing.line(pen, x(rank), AXIS - 3, x(rank), AXIS);
            if ((rank - 1) % step == 0) {
                drawing.text(x(rank), AXIS - 5, Anchor.MIDDLE, INK, String.valueOf(rank));
            }
        }
        if (critical.isPresent()) {
            double difference = critical.getAsDouble();
            boolean fits = difference <= methods - 1;
            if (fits) {
                double end = x(methods - difference);
                drawing.line(pen, x(methods), 19, end, 19);
                drawing.line(pen, x(methods), 17, x(methods), 21);
                drawing.line(pen, end, 17, end, 21);
            }
            drawing.text(
                    x(methods),
                    13,
                    Anchor.START,
                    INK,
                    String.format(Locale.ROOT, "CD = %.2f%s", difference, fits ? "" : ", more than all ranks"));
        }
    }

    private double side(List<Entry> entries, boolean isLeft, double top) {
        double below = top;
        for (Entry entry : entries) {
            List<String> lines = Drawing.lines(entry.name(), room);
            double height = lines.size() * Drawing.LINE_HEIGHT + 1.5;
            double at = below + height / 2;
            double edge = isLeft ? MARGIN + room + 3 : drawing.width() - MARGIN - room - 3;
            drawing.line(Pen.solid(INK, 0.5), List.of(x(entry.rank()), AXIS, x(entry.rank()), at, edge, at));
            drawing.text(isLeft ? edge - 2 : edge + 2, at, isLeft ? Anchor.END : Anchor.START, INK, lines);
            below += height;
        }
        return below;
    }
}
