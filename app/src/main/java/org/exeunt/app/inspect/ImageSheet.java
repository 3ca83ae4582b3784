package org.exeunt.app.inspect;

import java.util.List;
import org.exeunt.api.data.Dataset;

/** Draws images, one row per class. Each channel is scaled to the full range of brightness, because the scaling of the data set is unknown. */
final class ImageSheet {
    private static final int CLASSES = 20;
    private static final int EACH = 12;
    private static final int SIDE = 64;
    private static final int GAP = 4;
    private static final int MARGIN = 24;
    private static final int LABELS = 140;
    private static final int TOP = 64;

    private ImageSheet() {}

    static boolean canShow(int channels) {
        return channels == 1 || channels == 3;
    }

    static byte[] png(Dataset dataset) {
        int channels = dataset.input().lengths().get(0);
        int height = dataset.input().lengths().get(1);
        int width = dataset.input().lengths().get(2);
        int zoom = Math.max(1, SIDE / Math.max(height, width));
        List<Picked> picked = Picked.of(dataset, CLASSES, EACH);
        Extent[] extents = new Extent[channels];
        for (int channel = 0; channel < channels; channel++) {
            extents[channel] = Extent.of(picked, channel * height * width, (channel + 1) * height * width);
        }
        Drawing drawing = new Drawing(
                LABELS + 2 * MARGIN + EACH * (width * zoom + GAP),
                TOP + picked.size() * (height * zoom + GAP) + MARGIN);
        drawing.title(MARGIN, MARGIN + 6, "%s: examples".formatted(dataset.name()));
        drawing.text(
                MARGIN,
                MARGIN + 6 + Drawing.LINE,
                ExampleSheet.subtitle(dataset, picked.size(), "%d x %d x %d pixels".formatted(channels, height, width)),
                Drawing.FAINT);
        for (Picked row : picked) {
            int y = TOP + row.label() * (height * zoom + GAP);
            drawing.textBefore(
                    MARGIN + LABELS - 10,
                    y + height * zoom / 2 + 5,
                    Drawing.fitted(dataset.classNames().get(row.label()), LABELS - 10),
                    Drawing.INK);
            for (int i = 0; i < row.values().size(); i++) {
                int x = MARGIN + LABELS + i * (width * zoom + GAP);
                for (int pixel = 0; pixel < height * width; pixel++) {
                    drawing.pixel(
                            x + pixel % width * zoom,
                            y + pixel / width * zoom,
                            zoom,
                            rgb(row.values().get(i), pixel, height * width, extents));
                }
            }
        }
        return drawing.png();
    }

    private static int rgb(float[] values, int pixel, int plane, Extent[] extents) {
        int rgb = 0;
        for (int colour = 0; colour < 3; colour++) {
            int channel = extents.length == 1 ? 0 : colour;
            double share = extents[channel].share(values[channel * plane + pixel]);
            rgb = rgb << 8 | (int) Math.round(255 * share);
        }
        return rgb;
    }
}
