package org.exeunt.app.inspect;

import java.util.List;
import java.util.Locale;
import org.exeunt.api.data.Dataset;

/** Draws series, one row per class and one line per channel, all on one scale. */
final class SeriesSheet {
    private static final int CLASSES = 12;
    private static final int EACH = 4;
    private static final int WIDTH = 250;
    private static final int HEIGHT = 90;
    private static final int GAP = 12;
    private static final int INSET = 4;
    private static final int MARGIN = 24;
    private static final int LABELS = 150;
    private static final int TOP = 92;

    private SeriesSheet() {}

    static byte[] png(Dataset dataset) {
        int channels = dataset.input().lengths().get(0);
        int time = dataset.input().lengths().get(1);
        List<Picked> picked = Picked.of(dataset, CLASSES, EACH);
        Extent extent = Extent.of(picked, 0, channels * time);
        Drawing drawing =
                new Drawing(LABELS + 2 * MARGIN + EACH * (WIDTH + GAP), TOP + picked.size() * (HEIGHT + GAP) + MARGIN);
        drawing.title(MARGIN, MARGIN + 6, "%s: examples".formatted(dataset.name()));
        drawing.text(
                MARGIN,
                MARGIN + 6 + Drawing.LINE,
                ExampleSheet.subtitle(
                        dataset,
                        picked.size(),
                        String.format(
                                Locale.ROOT,
                                "%d channels, %d points in time; all from %.4g to %.4g",
                                channels,
                                time,
                                extent.least(),
                                extent.most())),
                Drawing.FAINT);
        drawLegend(drawing, channels);
        for (Picked row : picked) {
            int y = TOP + row.label() * (HEIGHT + GAP);
            drawing.textBefore(
                    MARGIN + LABELS - 10,
                    y + HEIGHT / 2 + 5,
                    Drawing.fitted(dataset.classNames().get(row.label()), LABELS - 10),
                    Drawing.INK);
            for (int i = 0; i < row.values().size(); i++) {
                int x = MARGIN + LABELS + i * (WIDTH + GAP);
                drawing.frame(x, y, WIDTH, HEIGHT, Drawing.FAINT);
                for (int channel = 0; channel < channels; channel++) {
                    drawLine(drawing, x, y, row.values().get(i), channel, time, extent);
                }
            }
        }
        return drawing.png();
    }

    private static void drawLegend(Drawing drawing, int channels) {
        int x = MARGIN + LABELS;
        for (int channel = 0; channel < channels && x < LABELS + EACH * WIDTH; channel++) {
            String name = "channel " + (channel + 1);
            drawing.fill(x, TOP - 24, 14, 3, Shades.kind(channel));
            drawing.text(x + 20, TOP - 18, name, Drawing.INK);
            x += 34 + Drawing.widthOf(name);
        }
    }

    private static void drawLine(Drawing drawing, int x, int y, float[] values, int channel, int time, Extent extent) {
        double[] xs = new double[time];
        double[] ys = new double[time];
        for (int t = 0; t < time; t++) {
            xs[t] = x + (double) (WIDTH - 1) * t / Math.max(1, time - 1);
            ys[t] = y + INSET + (HEIGHT - 1 - 2 * INSET) * (1 - extent.share(values[channel * time + t]));
        }
        drawing.line(xs, ys, Shades.kind(channel));
    }
}
