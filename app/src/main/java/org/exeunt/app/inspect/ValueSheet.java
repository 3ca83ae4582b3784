package org.exeunt.app.inspect;

import java.util.List;
import java.util.Locale;
import org.exeunt.api.data.Dataset;

/**
 * Draws rows of numbers, one per example, grouped by class. Non-negative integers are treated as token ids, of which small ones are frequent:
 * frequent tokens are dark, rare ones bright, and padding (0) is white.
 */
final class ValueSheet {
    private static final int CLASSES = 20;
    private static final int EACH = 8;
    private static final int WIDTH = 800;
    private static final int ROW = 7;
    private static final int GAP = 10;
    private static final int MARGIN = 24;
    private static final int LABELS = 150;
    private static final int TOP = 64;

    private ValueSheet() {}

    static byte[] png(Dataset dataset) {
        int length = dataset.input().size();
        int cell = Math.max(1, Math.min(12, WIDTH / length));
        int shown = Math.min(length, WIDTH / cell);
        List<Picked> picked = Picked.of(dataset, CLASSES, EACH);
        Extent extent = Extent.of(picked, 0, length);
        boolean tokens = areTokens(picked);
        Drawing drawing = new Drawing(
                LABELS + 2 * MARGIN + Math.max(400, shown * cell), TOP + picked.size() * (EACH * ROW + GAP) + MARGIN);
        drawing.title(MARGIN, MARGIN + 6, "%s: examples".formatted(dataset.name()));
        drawing.text(
                MARGIN,
                MARGIN + 6 + Drawing.LINE,
                ExampleSheet.subtitle(dataset, picked.size(), subtitle(length, shown, tokens, extent)),
                Drawing.FAINT);
        for (Picked group : picked) {
            int y = TOP + group.label() * (EACH * ROW + GAP);
            drawing.textBefore(
                    MARGIN + LABELS - 10,
                    y + EACH * ROW / 2 + 5,
                    Drawing.fitted(dataset.classNames().get(group.label()), LABELS - 10),
                    Drawing.INK);
            for (int i = 0; i < group.values().size(); i++) {
                float[] values = group.values().get(i);
                for (int place = 0; place < shown; place++) {
                    drawing.fill(
                            MARGIN + LABELS + place * cell,
                            y + i * ROW,
                            cell,
                            ROW - 1,
                            Shades.of(tokens ? token(values[place], extent) : extent.share(values[place])));
                }
            }
            drawing.frame(MARGIN + LABELS, y, shown * cell, EACH * ROW - 1, Drawing.FAINT);
        }
        return drawing.png();
    }

    private static String subtitle(int length, int shown, boolean tokens, Extent extent) {
        String places = shown < length
                ? "the first %d of %d numbers".formatted(shown, length)
                : length + " numbers per example";
        return tokens
                ? "%s; tokens: frequent ones dark, rare ones bright, padding white".formatted(places)
                : String.format(Locale.ROOT, "%s; %.4g white, %.4g dark", places, extent.least(), extent.most());
    }

    private static boolean areTokens(List<Picked> picked) {
        for (Picked group : picked) {
            for (float[] values : group.values()) {
                for (float value : values) {
                    if (value < 0 || value != Math.rint(value)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** Returns 0 for padding, otherwise from 1 for the most frequent token to 0.2 for the rarest, linear in the logarithm. */
    private static double token(float number, Extent extent) {
        return number == 0 ? 0 : 1 - 0.8 * Math.log(number) / Math.log(Math.max(2, extent.most()));
    }
}
