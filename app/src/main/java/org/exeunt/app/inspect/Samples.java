package org.exeunt.app.inspect;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.app.table.Block;
import org.exeunt.app.table.Chart;
import org.exeunt.app.table.Chart.Axis;
import org.exeunt.app.table.Chart.Mark;
import org.exeunt.app.table.Table;
import org.exeunt.app.table.Table.Format;
import org.exeunt.app.text.Figures;

/** The first training examples of each of the first classes: pictures of images, charts of series, or numbers. */
final class Samples {
    private static final int CLASSES = 20;
    private static final int PICTURES = 12;
    private static final int OTHERS = 3;
    private static final int NUMBERS = 24;

    private Samples() {}

    static List<Block> of(Dataset dataset) {
        List<Integer> shape = dataset.input().lengths();
        if (Pictures.areImages(dataset.input())) {
            return List.of(images(dataset, shape.get(0), shape.get(1), shape.get(2)));
        }
        return shape.size() == 2 ? series(dataset, shape.get(0), shape.get(1)) : List.of(numbers(dataset));
    }

    private static Table images(Dataset dataset, int channels, int height, int width) {
        List<List<float[]>> picked = pick(dataset, PICTURES);
        List<BufferedImage> images = new Pictures(
                        dataset.input(), picked.stream().flatMap(List::stream).toList())
                .images(Math.max(height, width));
        Table table = table("%d x %d x %d pixels".formatted(channels, height, width), dataset, Format.PICTURE);
        int from = 0;
        for (int label = 0; label < picked.size(); label++) {
            int to = from + picked.get(label).size();
            table.row(List.of(dataset.classNames().get(label), Pictures.png(images.subList(from, to), width, height)));
            from = to;
        }
        return table;
    }

    private static Table table(String shown, Dataset dataset, Format format) {
        String limit =
                CLASSES < dataset.classes() ? "; the first %d of %d classes".formatted(CLASSES, dataset.classes()) : "";
        return new Table("First training examples: " + shown + limit)
                .with(Format.TEXT, "class")
                .with(format, "examples");
    }

    /** Returns a chart for each class with the examples one after the other. */
    private static List<Block> series(Dataset dataset, int channels, int time) {
        List<Block> charts = new ArrayList<>();
        for (List<float[]> picked : pick(dataset, OTHERS)) {
            Chart chart = new Chart(
                    dataset.classNames().get(charts.size()),
                    "%s of %s, %d points in time each."
                            .formatted(
                                    Figures.count(picked.size(), "example"), Figures.count(channels, "channel"), time),
                    Axis.of("time"),
                    Axis.of(""));
            for (int i = 0; i < channels * picked.size() * (time + 1); i++) {
                int channel = i / (picked.size() * (time + 1));
                int place = i % (picked.size() * (time + 1));
                int at = place % (time + 1);
                chart.add(
                        Mark.LINE,
                        "channel " + (channel + 1),
                        place,
                        at < time ? picked.get(place / (time + 1))[channel * time + at] : Double.NaN);
            }
            charts.add(chart);
        }
        return charts;
    }

    private static Table numbers(Dataset dataset) {
        int length = dataset.input().size();
        int shown = Math.min(length, NUMBERS);
        Table table = table(
                shown < length
                        ? "the first %d of %d numbers".formatted(shown, length)
                        : Figures.count(length, "number") + " each",
                dataset,
                Format.TEXT);
        List<List<float[]>> picked = pick(dataset, OTHERS);
        for (int label = 0; label < picked.size(); label++) {
            for (float[] values : picked.get(label)) {
                table.row(List.of(dataset.classNames().get(label), numbers(values)));
            }
        }
        return table;
    }

    /** Returns how vectors and token ids are shown: as words, as features with their names, or as numbers. */
    static Function<float[], String> text(DatasetSource source, InputShape shape) {
        if (shape.vocabulary().isPresent()) {
            List<String> tokens = source.inputReader().map(InputReader::tokens).orElse(List.of());
            return tokens.isEmpty() ? Samples::numbers : values -> words(values, tokens);
        }
        return source.inputScaling()
                .map(InputScaling::channels)
                .filter(features -> shape.lengths().equals(List.of(features.size())))
                .<Function<float[], String>>map(features -> values -> features(values, features))
                .orElse(Samples::numbers);
    }

    /** Returns the words of token ids, without tokens such as that of padding. */
    private static String words(float[] values, List<String> tokens) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> tokens.get((int) values[i]))
                .filter(token -> !token.matches("<(pad|cls|eos)>"))
                .collect(Collectors.joining(" "));
    }

    /** Returns the first features in their own units; of a column of words, the word that it has. */
    private static String features(float[] values, List<InputScaling.Channel> features) {
        return IntStream.range(0, values.length)
                .filter(i -> values[i] == 1 || !features.get(i).name().contains(" = "))
                .limit(NUMBERS)
                .mapToObj(i -> feature(features.get(i), values[i]))
                .collect(Collectors.joining(", "));
    }

    private static String feature(InputScaling.Channel feature, float value) {
        return feature.name().contains(" = ")
                ? feature.name()
                : feature.name() + " = " + Figures.significant(value * feature.deviation() + feature.mean());
    }

    /** Returns the first of some values as text. */
    private static String numbers(float[] values) {
        return IntStream.range(0, Math.min(values.length, NUMBERS))
                .mapToObj(i -> Figures.significant(values[i]))
                .collect(Collectors.joining("  "));
    }

    /** Returns the first examples of each of the first classes. */
    private static List<List<float[]>> pick(Dataset dataset, int each) {
        List<List<float[]>> picked = Stream.<List<float[]>>generate(ArrayList::new)
                .limit(Math.min(CLASSES, dataset.classes()))
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
}
