package org.exeunt.datasets.userdata;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.CsvRows;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.Encoding;
import org.exeunt.datasets.files.Excerpt;

/**
 * The rows of CSV files with equal columns. Cells are without surrounding spaces.
 *
 * @param columns names of the columns; a column without a name in the header has its number
 * @param examples rows with label, owner and part
 * @param files files that were read, those of training rows first
 */
public record Table(List<String> columns, List<OwnExample<String[]>> examples, List<Dataset.File> files) {
    private static final String ADVICE =
            "Correct the file, or the options of the section dataset. See docs/own-data.md.";

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

    /** Character before the decimals of numbers. */
    public enum Decimal {
        /** A point. */
        POINT,
        /** A comma. */
        COMMA
    }

    /**
     * The form of a file.
     *
     * @param delimiter character between cells
     * @param header whether the first row has the names of the columns
     * @param decimal character before the decimals of numbers
     * @param encoding encoding of its characters
     */
    public record Form(Delimiter delimiter, boolean header, Decimal decimal, Encoding encoding) {
        /** Returns the cells of a row without surrounding spaces, and with decimal points. */
        public String[] cells(CsvRows.Row row) {
            return Arrays.stream(strip(row.cells())).map(this::cell).toArray(String[]::new);
        }

        String cell(String cell) {
            return decimal == Decimal.COMMA && Words.DECIMAL_COMMA.test(cell) ? cell.replace(',', '.') : cell;
        }
    }

    /**
     * Reads a file of training rows, or of both with a split column, and optionally one of test rows.
     *
     * @param options columns of the label, owner and part, by name or by number from 1
     * @throws ExeuntException if a file is missing or malformed, with all problems of a file
     */
    public static Table read(Path file, Optional<Path> testFile, RowOptions options, Form form) {
        Table table = new Table(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        table.add(file, false, options, form);
        testFile.ifPresent(test -> table.add(test, true, options, form));
        return new Table(table.columns, table.examples, distinct(table.files));
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

    private void add(Path path, boolean test, RowOptions options, Form form) {
        DataFile file = open(path, test);
        Problems problems = new Problems(path);
        List<CsvRows.Row> rows = rows(file.text(form.encoding()), form.delimiter(), problems);
        problems.throwIfAny(ADVICE); // malformed CSV has no rows
        int headers = form.header() ? 1 : 0;
        if (rows.size() <= headers) {
            problems.add("it has no rows");
            problems.throwIfAny(ADVICE);
        }
        List<String> names = columns(rows.get(0), form.header(), options, problems);
        if (test && !names.equals(columns)) {
            problems.add("it has the columns %s; expected those of the training rows, %s"
                    .formatted(Excerpt.of(names.toString()), Excerpt.of(columns.toString())));
        }
        problems.throwIfAny(ADVICE);
        columns.addAll(test ? List.of() : names);
        Map<String, Integer> indices = new HashMap<>();
        for (CsvRows.Row row : rows.subList(headers, rows.size())) {
            String[] cells = form.cells(row);
            String place = "line " + row.line();
            if (cells.length != names.size()) {
                problems.add(place, "%d cells; expected %d".formatted(cells.length, names.size()));
            } else {
                examples.add(options.example(
                        path,
                        test,
                        place,
                        cells,
                        name -> Optional.of(cells[
                                indices.computeIfAbsent(
                                        name, any -> column(names, any).orElseThrow())]),
                        problems));
            }
        }
        problems.throwIfAny("Correct what is named.");
        files.add(file.describe(rows.size() - headers));
    }

    /**
     * Reads a file that must exist.
     *
     * @param test whether it has the test examples of a data set whose other file exists
     * @throws ExeuntException with code {@link Errors#DATA_10} if it does not, and {@link Errors#DATA_11} if
     *     it has test examples
     */
    public static DataFile open(Path path, boolean test) {
        if (Files.notExists(path)) {
            throw new ExeuntException(
                    test ? Errors.DATA_11 : Errors.DATA_10,
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

    private static List<String> columns(CsvRows.Row first, boolean header, RowOptions options, Problems problems) {
        List<String> columns = names(header ? strip(first.cells()) : new String[first.cells().length]);
        if (columns.stream().distinct().count() != columns.size()) {
            problems.add("the header %s has a name twice; expected different names, or dataset.header ="
                            .formatted(Excerpt.of(columns.toString()))
                    + " false");
        }
        require(columns, "label", Optional.of(options.label()), problems);
        require(columns, "owner", options.owner(), problems);
        require(columns, "split", options.split(), problems);
        return columns;
    }

    /** Returns the names of columns: the cells of the header, and numbers from 1 for those without a name. */
    public static List<String> names(String[] header) {
        return IntStream.range(0, header.length)
                .mapToObj(i -> header[i] == null || header[i].isBlank() ? Integer.toString(i + 1) : header[i].strip())
                .toList();
    }

    /** Adds a problem if a column does not exist; {@code option} is that which names it. */
    public static void require(List<String> columns, String option, Optional<String> name, Problems problems) {
        if (name.isPresent() && column(columns, name.get()).isEmpty()) {
            problems.add("it has no column '%s' (dataset.%s); it has %d: %s"
                    .formatted(name.get(), option, columns.size(), Excerpt.of(String.join(", ", columns))));
        }
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
