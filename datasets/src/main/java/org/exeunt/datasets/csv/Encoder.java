package org.exeunt.datasets.csv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.exeunt.api.data.InputScaling;
import org.exeunt.datasets.csv.CsvSource.Options.Missing;
import org.exeunt.datasets.files.Excerpt;
import org.exeunt.datasets.userdata.Categories;
import org.exeunt.datasets.userdata.OwnExample;
import org.exeunt.datasets.userdata.OwnExamples;
import org.exeunt.datasets.userdata.Problems;
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
    private static final int FEWEST_COUNTED = 10;
    private static final int LONGEST_NUMBER = 60;
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern INFINITE = Pattern.compile("[+-]?(inf|infinity)", Pattern.CASE_INSENSITIVE);
    private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d+,\\d+");

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
        Set<Integer> unused = new HashSet<>();
        List<String> other = new ArrayList<>(options.ignore());
        other.add(options.label());
        options.owner().ifPresent(other::add);
        options.split().ifPresent(other::add);
        for (String name : other) {
            Table.column(names, name)
                    .ifPresentOrElse(
                            unused::add,
                            () -> problems.add("it has no column '%s' (dataset.ignore)".formatted(Excerpt.of(name))));
        }
        Set<Integer> categorical = new HashSet<>();
        for (String name : options.categorical()) {
            Table.column(names, name)
                    .ifPresentOrElse(
                            categorical::add,
                            () -> problems.add(
                                    "it has no column '%s' (dataset.categorical)".formatted(Excerpt.of(name))));
        }
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
        long numbers =
                given.stream().filter(row -> isNumber(row.content()[index])).count();
        if (given.isEmpty()) {
            problems.add("column '%s' has no values in training rows; add it to dataset.ignore".formatted(name));
        } else if (categorical || numbers == 0) {
            return categories(index, name, given, given.size() < rows.size(), options, problems);
        } else if (numbers < given.size()) {
            OwnExample<String[]> first = given.stream()
                    .filter(row -> !isNumber(row.content()[index]))
                    .findFirst()
                    .orElseThrow();
            problems.add(String.format(
                    Locale.ROOT,
                    "%s: '%s' in column '%s', of which %,d of %,d values are numbers; correct the others, or add the "
                            + "column to dataset.categorical",
                    first.place(),
                    Excerpt.of(first.content()[index]),
                    name,
                    numbers,
                    given.size()));
        } else {
            return numeric(index, name, given);
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
            problems.add(String.format(
                    Locale.ROOT,
                    "column '%s' has %,d different words, such as '%s'; expected numbers or at most %,d categories; "
                            + "add it to dataset.ignore",
                    name,
                    categories.names().size(),
                    Excerpt.of(categories.names().get(0)),
                    MAX_CATEGORIES));
        }
        given.stream()
                .filter(row -> DECIMAL_COMMA.matcher(row.content()[index]).matches())
                .findFirst()
                .ifPresent(row -> problems.add("%s: '%s' in column '%s' has a decimal comma; expected a decimal point"
                        .formatted(row.place(), row.content()[index], name)));
        return new Column(index, name, Optional.of(categories), 0, 1);
    }

    /** Mean and deviation in two passes; the deviation is that of the population. */
    private static Column numeric(int index, String name, List<OwnExample<String[]>> given) {
        double[] values = given.stream()
                .map(row -> row.content()[index])
                .mapToDouble(cell -> INFINITE.matcher(cell).matches() ? 0 : Double.parseDouble(cell))
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

    private static boolean isNumber(String cell) {
        return cell.length() <= LONGEST_NUMBER
                && (NUMBER.matcher(cell).matches() || INFINITE.matcher(cell).matches());
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
                        ("no value%s in column '%s'; runs that are trained with dataset.missing = \"impute\" replace"
                                        + " missing values")
                                .formatted(cell.isEmpty() ? "" : " ('" + cell + "')", column.name()));
            } else if (column.categories().isPresent()) {
                values[i] = column.categories().get().index(Words.isMissing(cell) ? MISSING : cell);
            } else if (!Words.isMissing(cell)) {
                values[i] = number(column, cell, place, problems);
            }
        }
        return values;
    }

    private static float number(Column column, String cell, String place, Problems problems) {
        if (!isNumber(cell)) {
            problems.add("%s: '%s' in column '%s' is not a number".formatted(place, Excerpt.of(cell), column.name()));
            return 0;
        }
        double raw = INFINITE.matcher(cell).matches() ? Double.POSITIVE_INFINITY : Double.parseDouble(cell);
        float value = (float) ((raw - column.mean()) / column.deviation());
        if (Math.abs(raw) > Float.MAX_VALUE || !Float.isFinite(value)) {
            problems.add("%s: '%s' in column '%s' is infinite or too large".formatted(place, cell, column.name()));
        }
        return value;
    }

    /** Returns the numeric columns with consecutive integers, which increase from row to row. */
    List<String> rowNumbers(OwnExamples<String[]> examples) {
        return used.stream()
                .filter(column -> column.categories().isEmpty())
                // nearly all columns end here
                .filter(column -> examples.train() > 1 && value(examples, 0, column) < value(examples, 1, column))
                .filter(column -> {
                    double[] values = IntStream.range(0, examples.all().size())
                            .mapToDouble(row -> value(examples, row, column))
                            .toArray();
                    double[] sorted = Arrays.stream(values).sorted().toArray();
                    return values.length >= FEWEST_COUNTED
                            && sorted[0] == Math.rint(sorted[0])
                            && IntStream.range(1, sorted.length).allMatch(i -> sorted[i] == sorted[i - 1] + 1)
                            && IntStream.range(1, examples.train()).allMatch(i -> values[i] > values[i - 1]);
                })
                .map(Column::name)
                .toList();
    }

    private static double value(OwnExamples<String[]> examples, int row, Column column) {
        String cell = examples.all().get(row).content()[column.index()];
        return isNumber(cell) ? Double.parseDouble(cell) : Double.NaN;
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
