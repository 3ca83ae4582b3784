package org.exeunt.app.inspect;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;

/**
 * The first training examples of each of the first classes: images and rows of numbers as pictures, series as their
 * values.
 *
 * @param text describes what is shown
 * @param width of each picture on the page, in pixels
 * @param height of each picture on the page, in pixels
 * @param channels of each series
 * @param range minimum and maximum of all values
 * @param rows one per class
 */
record Samples(String text, int width, int height, int channels, Range range, List<Row> rows) {
    private static final int IMAGE_SIDE = 64;
    private static final int ROW_WIDTH = 800;
    private static final int ROW_HEIGHT = 6;
    private static final int CELL_WIDTH = 12;
    private static final int GREY = 0x010101;

    /**
     * Examples of one class.
     *
     * @param name of the class
     * @param pictures as data addresses of PNG images; empty for series
     * @param series values by channel and time; empty for pictures
     */
    record Row(String name, List<String> pictures, List<float[]> series) {}

    /** The minimum and maximum of some values. */
    record Range(float least, float most) {
        static Range of(List<List<float[]>> picked, int from, int to) {
            float least = Float.POSITIVE_INFINITY;
            float most = Float.NEGATIVE_INFINITY;
            for (float[] values : picked.stream().flatMap(List::stream).toList()) {
                for (int i = from; i < to; i++) {
                    least = Math.min(least, values[i]);
                    most = Math.max(most, values[i]);
                }
            }
            return new Range(least, most);
        }

        /** Returns the brightness of a value, from 0 for the minimum to 255 for the maximum. */
        int brightness(float value) {
            return most > least ? (int) Math.round(255.0 * (value - least) / (most - least)) : 0;
        }
    }

    static Samples of(Dataset dataset) {
        List<Integer> shape = dataset.input().lengths();
        if (dataset.input().isImage() && (shape.get(0) == 1 || shape.get(0) == 3)) {
            return images(dataset, shape.get(0), shape.get(1), shape.get(2));
        }
        return shape.size() == 2 ? series(dataset, shape.get(0), shape.get(1)) : numbers(dataset);
    }

    /** Each channel is scaled to the full range of brightness, because the scaling of the data set is unknown. */
    private static Samples images(Dataset dataset, int channels, int height, int width) {
        List<List<float[]>> picked = pick(dataset, 20, 12);
        int plane = height * width;
        List<Range> ranges = IntStream.range(0, channels)
                .mapToObj(channel -> Range.of(picked, channel * plane, (channel + 1) * plane))
                .toList();
        Function<float[], String> picture = values -> png(width, height, pixel -> {
            int rgb = 0;
            for (int colour = 0; colour < 3; colour++) {
                int channel = channels == 1 ? 0 : colour;
                rgb = rgb << 8 | ranges.get(channel).brightness(values[channel * plane + pixel]);
            }
            return rgb;
        });
        int zoom = Math.max(1, IMAGE_SIDE / Math.max(height, width));
        return new Samples(
                "%d x %d x %d pixels".formatted(channels, height, width) + onlyFirst(dataset, picked),
                width * zoom,
                height * zoom,
                0,
                Range.of(picked, 0, channels * plane),
                pictures(dataset, picked, picture));
    }

    private static Samples series(Dataset dataset, int channels, int time) {
        List<List<float[]>> picked = pick(dataset, 12, 4);
        return new Samples(
                "%d channels, %d points in time".formatted(channels, time) + onlyFirst(dataset, picked),
                0,
                0,
                channels,
                Range.of(picked, 0, channels * time),
                rows(dataset, picked, (name, values) -> new Row(name, List.of(), values)));
    }

    /**
     * Non-negative integers are treated as token ids, of which small ones are frequent: frequent tokens are dark, rare
     * ones bright, and padding (0) is white.
     */
    private static Samples numbers(Dataset dataset) {
        List<List<float[]>> picked = pick(dataset, 20, 8);
        int length = dataset.input().size();
        int cell = Math.max(1, Math.min(CELL_WIDTH, ROW_WIDTH / length));
        int shown = Math.min(length, ROW_WIDTH / cell);
        Range range = Range.of(picked, 0, length);
        boolean tokens = picked.stream().flatMap(List::stream).allMatch(Samples::areTokens);
        Function<float[], String> picture = values -> png(
                shown,
                1,
                place -> GREY * (255 - (tokens ? tokenShade(values[place], range) : range.brightness(values[place]))));
        String places = shown < length
                ? "the first %d of %d numbers".formatted(shown, length)
                : length + " numbers per example";
        String shades = tokens
                ? "tokens: frequent ones dark, rare ones bright, padding white"
                : String.format(Locale.ROOT, "%.4g white, %.4g black", range.least(), range.most());
        return new Samples(
                places + "; " + shades + onlyFirst(dataset, picked),
                shown * cell,
                ROW_HEIGHT,
                0,
                range,
                pictures(dataset, picked, picture));
    }

    private static boolean areTokens(float[] values) {
        return IntStream.range(0, values.length).allMatch(i -> values[i] >= 0 && values[i] == Math.rint(values[i]));
    }

    /**
     * Returns 0 for padding, otherwise from 255 for the most frequent token to 51 for the rarest, linear in the
     * logarithm.
     */
    private static int tokenShade(float token, Range range) {
        double rarity = Math.log(token) / Math.log(Math.max(2, range.most()));
        return token == 0 ? 0 : (int) Math.round(255 * (1 - 0.8 * rarity));
    }

    /** Returns the first examples of each of the first classes. */
    private static List<List<float[]>> pick(Dataset dataset, int classes, int each) {
        List<List<float[]>> picked = Stream.<List<float[]>>generate(ArrayList::new)
                .limit(Math.min(classes, dataset.classes()))
                .toList();
        Examples train = dataset.train();
        int missing = picked.size() * each;
        for (int i = 0; i < train.size() && missing > 0; i++) {
            int label = train.label(i);
            if (label < picked.size() && picked.get(label).size() < each) {
                float[] values = new float[dataset.input().size()];
                train.copyTo(i, values, 0);
                picked.get(label).add(values);
                missing--;
            }
        }
        return picked;
    }

    private static String onlyFirst(Dataset dataset, List<List<float[]>> picked) {
        return picked.size() < dataset.classes()
                ? "; the first %d of %d classes".formatted(picked.size(), dataset.classes())
                : "";
    }

    private static List<Row> pictures(Dataset dataset, List<List<float[]>> picked, Function<float[], String> picture) {
        return rows(
                dataset,
                picked,
                (name, values) -> new Row(name, values.stream().map(picture).toList(), List.of()));
    }

    private static List<Row> rows(
            Dataset dataset, List<List<float[]>> picked, BiFunction<String, List<float[]>, Row> row) {
        return IntStream.range(0, picked.size())
                .mapToObj(label -> row.apply(dataset.classNames().get(label), picked.get(label)))
                .toList();
    }

    /** Returns a picture as a data address; {@code rgb} has the colour of each pixel, row by row. */
    private static String png(int width, int height, IntUnaryOperator rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        IntStream.range(0, width * height).forEach(i -> image.setRGB(i % width, i / width, rgb.applyAsInt(i)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
        } catch (IOException impossibleInMemory) {
            throw new UncheckedIOException(impossibleInMemory);
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
