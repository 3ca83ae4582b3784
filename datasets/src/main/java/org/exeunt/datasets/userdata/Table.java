package org.exeunt.datasets.userdata;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.CsvRows;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.Excerpt;

/**
 * The rows of CSV files with equal columns. Cells are without surrounding spaces.
 *
 * @param columns names of the columns; {@code 1}, {@code 2} and so on without a header
 * @param examples rows with label, owner and part
 * @param files files that were read, those of training rows first
 */
public record Table(List<String> columns, List<OwnExample<String[]>> examples, List<Dataset.File> files) {
    private static final int MAX_COLUMNS = 100_000;

    /** Characters between cells. */
    public enum Delimiter {
        /** A comma. */
        COMMA(','),
        /** A semicolon. */
        SEMICOLON(';'),
        /** A tab. */
        TAB('\t');

        private final char character;

        Delimiter(char character) {
            this.character = character;
        }

        /** Returns the character. */
        public char character() {
            return character;
        }
    }

    /**
     * Form of the files.
     *
     * @param delimiter character between cells
     * @param header whether the first row has the names of the columns
     * @param label column of the label: its name, or its number from 1
     * @param owner column of the owner
     * @param split column with {@code train} or {@code test}
     */
    public record Form(
            Delimiter delimiter, boolean header, String label, Optional<String> owner, Optional<String> split) {}

    /**
     * Reads a file of training rows, or of both with a split column, and optionally one of test rows.
     *
     * @throws ExeuntException if a file is missing or malformed, with all problems of a file
     */
    public static Table read(Path file, Optional<Path> testFile, Form form) {
        List<OwnExample<String[]>> examples = new ArrayList<>();
        List<Dataset.File> files = new ArrayList<>();
        List<String> columns = read(file, form, false, Optional.empty(), examples, files);
        testFile.ifPresent(test -> read(test, form, true, Optional.of(columns), examples, files));
        return new Table(columns, examples, distinct(files));
    }

    /** Returns the entries of a training and a test file with different names, even if those of the files are equal. */
    public static List<Dataset.File> distinct(List<Dataset.File> files) {
        if (files.size() < 2 || !files.get(0).name().equals(files.get(1).name())) {
            return files;
        }
        return IntStream.range(0, files.size())
                .mapToObj(i -> new Dataset.File(
                        (i == 0 ? "train/" : "test/") + files.get(i).name(),
                        files.get(i).records(),
                        files.get(i).sha256()))
                .toList();
    }

    private static List<String> read(
            Path path,
            Form form,
            boolean test,
            Optional<List<String>> expected,
            List<OwnExample<String[]>> examples,
            List<Dataset.File> files) {
        DataFile file = open(path, test);
        Problems problems = new Problems(path);
        List<CsvRows.Row> rows = rows(file.text(), form.delimiter(), problems);
        String advice = "Correct the file, or the options of the section dataset. See docs/own-data.md.";
        problems.throwIfAny(advice); // malformed CSV has no rows
        List<String> columns = columns(rows, form, problems);
        expected.filter(names -> !names.equals(columns))
                .ifPresent(names -> problems.add("it has the columns %s; expected those of the training rows, %s"
                        .formatted(Excerpt.of(columns.toString()), Excerpt.of(names.toString()))));
        problems.throwIfAny(advice);
        int label = column(columns, form.label()).orElseThrow();
        Optional<Integer> owner = form.owner().flatMap(name -> column(columns, name));
        Optional<Integer> split = form.split().flatMap(name -> column(columns, name));
        int before = examples.size();
        for (CsvRows.Row row : rows.subList(form.header() ? 1 : 0, rows.size())) {
            String[] cells = strip(row.cells());
            String place = "line " + row.line();
            if (cells.length != columns.size()) {
                problems.add(place, "%d cells; expected %d".formatted(cells.length, columns.size()));
                continue;
            }
            Words words = new Words(place, problems);
            String labelWord = words.required(cells[label], "label in column '%s'".formatted(columns.get(label)));
            Optional<String> ownerWord = owner.map(
                    index -> words.required(cells[index], "owner in column '%s'".formatted(columns.get(index))));
            boolean inTest = test
                    || split.map(index -> words.isTest(cells[index], columns.get(index)))
                            .orElse(false);
            examples.add(new OwnExample<>(cells, labelWord, ownerWord, inTest, path.getFileName() + " " + place));
        }
        if (examples.size() == before) {
            problems.add("it has no rows");
        }
        problems.throwIfAny("Correct what is named.");
        files.add(file.describe(examples.size() - before));
        return columns;
    }

    /**
     * Reads a file that must exist.
     *
     * @param test whether it has the test examples of a data set whose other file exists
     * @throws ExeuntException with code {@link DatasetSource#ABSENT} if it does not, and {@link DataErrors#NO_FILE} if
     *     it has test examples
     */
    public static DataFile open(Path path, boolean test) {
        if (Files.notExists(path)) {
            throw new ExeuntException(
                    test ? DataErrors.NO_FILE : DatasetSource.ABSENT,
                    ("%s does not exist. A relative path starts at the working directory, or at the folder that"
                                    + " EXEUNT_DATA names; correct it in the section dataset if it is wrong.")
                            .formatted(path));
        }
        return DataFile.read(path);
    }

    /** Returns the rows of a text; malformed CSV is a problem. */
    public static List<CsvRows.Row> rows(String text, Delimiter delimiter, Problems problems) {
        try {
            return CsvRows.of(text, delimiter.character());
        } catch (CsvRows.MalformedException e) {
            problems.add("line %d: malformed CSV (%s)".formatted(e.line(), Excerpt.of(e.getMessage())));
            return List.of();
        }
    }

    private static List<String> columns(List<CsvRows.Row> rows, Form form, Problems problems) {
        if (rows.isEmpty()) {
            problems.add("it has no rows");
            return List.of();
        }
        String[] first = strip(rows.get(0).cells());
        List<String> columns = form.header()
                ? List.of(first)
                : IntStream.rangeClosed(1, first.length)
                        .mapToObj(Integer::toString)
                        .toList();
        if (columns.size() > MAX_COLUMNS) {
            problems.add(String.format(
                    Locale.ROOT, "it has %,d columns; expected at most %,d", columns.size(), MAX_COLUMNS));
            return columns;
        }
        if (columns.stream().distinct().count() != columns.size() || columns.contains("")) {
            problems.add("the header %s has an empty name or one twice; expected different names, or dataset.header ="
                            .formatted(Excerpt.of(columns.toString()))
                    + " false");
        }
        require(columns, "label", Optional.of(form.label()), form, problems);
        require(columns, "owner", form.owner(), form, problems);
        require(columns, "split", form.split(), form, problems);
        return columns;
    }

    private static void require(
            List<String> columns, String option, Optional<String> name, Form form, Problems problems) {
        if (name.isPresent() && column(columns, name.get()).isEmpty()) {
            problems.add("it has no column '%s' (dataset.%s); it has %d: %s%s"
                    .formatted(
                            name.get(),
                            option,
                            columns.size(),
                            Excerpt.of(String.join(", ", columns)),
                            otherDelimiter(columns, form)));
        }
    }

    private static String otherDelimiter(List<String> columns, Form form) {
        return Arrays.stream(Delimiter.values())
                .filter(each -> each != form.delimiter())
                .filter(each -> columns.size() == 1 && columns.get(0).indexOf(each.character()) >= 0)
                .findFirst()
                .map(each -> "; set dataset.delimiter to \"" + each.name().toLowerCase(Locale.ROOT) + "\"")
                .orElse("");
    }

    /** Returns the index of a column by its name, or by its number from 1. */
    public static Optional<Integer> column(List<String> columns, String name) {
        int index = columns.indexOf(name);
        if (index < 0 && name.matches("[1-9]\\d{0,5}") && Integer.parseInt(name) <= columns.size()) {
            index = Integer.parseInt(name) - 1;
        }
        return index < 0 ? Optional.empty() : Optional.of(index);
    }

    /** Returns cells without surrounding spaces. */
    public static String[] strip(String[] cells) {
        return Arrays.stream(cells).map(String::strip).toArray(String[]::new);
    }
}
