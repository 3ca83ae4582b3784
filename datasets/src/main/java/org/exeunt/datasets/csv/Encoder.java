package org.exeunt.datasets.csv;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.exeunt.api.data.InputScaling;
import org.exeunt.datasets.csv.CsvSource.Options.Missing;
import org.exeunt.datasets.files.Excerpt;
import org.exeunt.datasets.userdata.Categories;
import org.exeunt.datasets.userdata.OwnExample;
import org.exeunt.datasets.userdata.OwnExamples;
import org.exeunt.datasets.userdata.Problems;
import org.exeunt.datasets.userdata.RowOptions;
import org.exeunt.datasets.userdata.Table;
import org.exeunt.datasets.userdata.Words;

/**
 * Converts the cells of a row to numbers, with statistics of the training rows: {@code (x - mean) / deviation} for
 * numeric columns, and 1 at the place of its category for others. A category that does not occur in training rows gives
 * only zeros.
 *
 * @param used columns that are used, in order
 * @param impute whether missing values are replaced
 */
record Encoder(List<Column> used, boolean impute) {
    static final String EXPECTED =
            "Correct the file, or the options of the section dataset: categorical, ignore, missing. See "
                    + "docs/own-data.md.";
    /** Category of missing words. */
    static final String MISSING = "(missing)";

    private static final int MAX_CATEGORIES = 1_000;

    /**
     * A column that is used.
     *
     * @param index index of the cell in a row
     * @param name name of the column
     * @param categories categories of a column of words; empty for a numeric column
     * @param mean mean of a numeric column
     * @param deviation standard deviation of a numeric column; 1 if it is constant
     */
    record Column(int index, String name, Optional<Categories> categories, double mean, double deviation) {
        int features() {
            return categories.map(each -> each.names().size()).orElse(1);
        }
    }

    static Encoder fit(
            List<String> names, OwnExamples<String[]> examples, CsvSource.Options options, Problems problems) {
        RowOptions columns = options.columns();
        Set<Integer> unused = indices(names, "ignore", options.ignore(), problems);
        for (String name : Stream.of(Optional.of(columns.label()), columns.owner(), columns.split())
                .flatMap(Optional::stream)
                .toList()) {
            Table.column(names, name).ifPresent(unused::add);
        }
        Set<Integer> categorical = indices(names, "categorical", options.categorical(), problems);
        List<OwnExample<String[]>> rows = examples.all().subList(0, examples.train());
        List<Column> used = new ArrayList<>();
        for (int index = 0; index < names.size(); index++) {
            if (!unused.contains(index)) {
                used.add(column(index, names.get(index), rows, categorical.contains(index), options, problems));
            }
        }
        if (used.isEmpty()) {
            problems.add("it has no columns but label, owner and split");
        }
        return new Encoder(used, options.missing() == Missing.IMPUTE);
    }

    private static Set<Integer> indices(List<String> names, String option, List<String> given, Problems problems) {
        Set<Integer> indices = new HashSet<>();
        for (String name : given) {
            Table.require(names, option, Optional.of(name), problems);
            Table.column(names, name).ifPresent(indices::add);
        }
        return indices;
    }

    private static Column column(
            int index,
            String name,
            List<OwnExample<String[]>> rows,
            boolean categorical,
            CsvSource.Options options,
            Problems problems) {
        List<OwnExample<String[]>> given = rows.stream()
                .filter(row -> !Words.isMissing(row.content()[index]))
                .toList();
        Optional<OwnExample<String[]>> word = given.stream()
                .filter(row -> !Words.isNumber(row.content()[index]))
                .findFirst();
        boolean numeric = given.stream().anyMatch(row -> Words.isNumber(row.content()[index]));
        if (given.isEmpty()) {
            problems.add("column '%s' has no values in training rows; add it to dataset.ignore".formatted(name));
        } else if (categorical || !numeric) {
            given.stream()
                    .filter(row -> !categorical && Words.DECIMAL_COMMA.test(row.content()[index]))
                    .findFirst()
                    .ifPresent(row ->
                            problems.add("%s: '%s' in column '%s' has a decimal comma; set dataset.decimal = comma"
                                    .formatted(row.place(), row.content()[index], name)));
            return categories(index, name, given, given.size() < rows.size(), options, problems);
        } else if (word.isEmpty()) {
            return numeric(index, name, given);
        } else {
            problems.add(
                    "%s: '%s' in column '%s', which has numbers; correct it, or add the column to dataset.categorical"
                            .formatted(word.get().place(), Excerpt.of(word.get().content()[index]), name));
        }
        return new Column(index, name, Optional.empty(), 0, 1);
    }

    private static Column categories(
            int index,
            String name,
            List<OwnExample<String[]>> given,
            boolean missing,
            CsvSource.Options options,
            Problems problems) {
        List<String> words = new ArrayList<>();
        given.forEach(row -> words.add(row.content()[index]));
        if (missing && options.missing() == Missing.IMPUTE) {
            words.add(MISSING);
        }
        Categories categories = Categories.of(words);
        if (categories.names().size() > MAX_CATEGORIES) {
            problems.add("column '%s' has %d different words; expected numbers or at most %d; add it to dataset.ignore"
                    .formatted(name, categories.names().size(), MAX_CATEGORIES));
        }
        return new Column(index, name, Optional.of(categories), 0, 1);
    }

    /** Mean and deviation in two passes; the deviation is that of the population. */
    private static Column numeric(int index, String name, List<OwnExample<String[]>> given) {
        double[] values = given.stream()
                .map(row -> row.content()[index])
                .mapToDouble(cell -> isInfinite(cell) ? 0 : Double.parseDouble(cell))
                .toArray();
        double sum = 0;
        double least = values[0];
        double most = values[0];
        for (double value : values) {
            sum += value;
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(squares / values.length);
        // rounding gives the mean of equal numbers another value than theirs
        boolean constant = least == most || !(deviation > 0);
        boolean finite = Double.isFinite(mean) && Double.isFinite(deviation);
        return new Column(
                index,
                name,
                Optional.empty(),
                constant ? least : finite ? mean : 0,
                constant || !finite ? 1 : deviation);
    }

    /** Returns the number of used columns. */
    int columns() {
        return used.size();
    }

    /** Returns the number of values of an example. */
    int features() {
        return used.stream().mapToInt(Column::features).sum();
    }

    /**
     * Returns a standardised number, or the index of the category, for each used column; negative for an unknown
     * category.
     */
    float[] encode(String[] cells, String place, Problems problems) {
        float[] values = new float[used.size()];
        for (int i = 0; i < values.length; i++) {
            Column column = used.get(i);
            String cell = cells[column.index()];
            if (Words.isMissing(cell) && !impute) {
                problems.add(
                        place,
                        "no value in column '%s'; runs that are trained with dataset.missing = \"impute\" replace it"
                                .formatted(column.name()));
            } else if (column.categories().isPresent()) {
                values[i] = column.categories().get().index(Words.isMissing(cell) ? MISSING : cell);
            } else if (!Words.isMissing(cell)) {
                values[i] = number(column, cell, place, problems);
            }
        }
        return values;
    }

    private static float number(Column column, String cell, String place, Problems problems) {
        if (!Words.isNumber(cell)) {
            problems.add("%s: '%s' in column '%s' is not a number".formatted(place, Excerpt.of(cell), column.name()));
            return 0;
        }
        double raw = isInfinite(cell) ? Double.POSITIVE_INFINITY : Double.parseDouble(cell);
        float value = (float) ((raw - column.mean()) / column.deviation());
        if (Math.abs(raw) > Float.MAX_VALUE || !Float.isFinite(value)) {
            problems.add("%s: '%s' in column '%s' is infinite or too large".formatted(place, cell, column.name()));
        }
        return value;
    }

    /** Of numbers, only {@code inf} and {@code infinity} end in a letter. */
    private static boolean isInfinite(String number) {
        return Character.isLetter(number.charAt(number.length() - 1));
    }

    /** Copies an encoded row to {@link #features()} values. */
    void expand(float[] encoded, float[] target, int offset) {
        int at = offset;
        for (int i = 0; i < encoded.length; i++) {
            Column column = used.get(i);
            int features = column.features();
            if (column.categories().isPresent()) {
                for (int category = 0; category < features; category++) {
                    target[at + category] = category == encoded[i] ? 1 : 0;
                }
            } else {
                target[at] = encoded[i];
            }
            at += features;
        }
    }

    /** Returns the scaling of each feature. */
    List<InputScaling.Channel> scaling() {
        List<InputScaling.Channel> channels = new ArrayList<>();
        for (Column column : used) {
            column.categories()
                    .ifPresentOrElse(
                            categories -> categories
                                    .names()
                                    .forEach(name ->
                                            channels.add(new InputScaling.Channel(column.name() + " = " + name, 0, 1))),
                            () -> channels.add(
                                    new InputScaling.Channel(column.name(), column.mean(), column.deviation())));
        }
        return channels;
    }
}
