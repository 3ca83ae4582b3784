package org.exeunt.datasets.userdata;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.data.FormatDetector;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.CsvRows;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.Encoding;
import org.exeunt.datasets.files.Excerpt;

/**
 * Guesses what the columns of a table are, from their names and cells.
 *
 * @param columns cells that are not missing, by the name of the column
 * @param rows number of rows
 * @param form form of the file
 */
public record ColumnGuess(Map<String, List<String>> columns, int rows, Table.Form form) {
    /** The form of a file that is no table. */
    public static final Table.Form JSON =
            new Table.Form(Table.Delimiter.COMMA, true, Table.Decimal.POINT, Encoding.UTF_8);

    // compiled once: a table may have a million columns
    private static final Pattern LABEL = Pattern.compile("(?i)labels?|class|targets?|category|species|outcome|y");
    private static final Pattern OWNER =
            Pattern.compile("(?i)(owner|user|client|subject|author|writer|person|patient|speaker|participant"
                    + "|customer|device|site|hospital)([ _-]?(id|name))?");
    private static final Pattern NAME = Pattern.compile(
            "(?i)((first|last|full|given|family|user|sur|fore|nick)?[ _-]?name|e?-?mail|phone|street|address|url|.*id)s?");
    /** Such as 2026-12-07, 07.12.26 10:15, Dec 7, 2026 and 10:15. */
    private static final Pattern DATE = Pattern.compile("(?i)(\\d{1,4}[-./]\\d{1,2}[-./]\\d{1,4}|\\d{4}[-./]\\d{1,2}"
            + "|(\\d{1,2}[ .-]+)?[a-z]{3,9}[ .-]+(\\d{1,2},? +)?\\d{2,4})([t ,]+\\d{1,2}:\\d{2}.*)?|\\d{1,2}:\\d{2}.*");

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final int MAX_WORDS = 100;
    private static final int MAX_CLASSES = 50;
    private static final int MAX_NUMBERS = 10;
    /** Mean number of rows from which those with one value are a recording. */
    private static final int RECORDING = 8;
    /** Mean number of words from which cells are texts. */
    private static final int TEXT = 5;

    /**
     * Returns the guess for a file of a table; empty for another path and for a file without rows.
     *
     * @throws org.exeunt.api.error.ExeuntException if the file cannot be read
     */
    public static Optional<ColumnGuess> of(Path path) {
        if (!path.toString().matches("(?i).*\\.[ct]sv")) {
            return Optional.empty();
        }
        DataFile file = DataFile.read(path);
        Encoding encoding = file.isUtf8() ? Encoding.UTF_8 : Encoding.LATIN_1;
        String text = file.text(encoding);
        String first = text.lines().findFirst().orElse("");
        Table.Delimiter delimiter = Stream.of(Table.Delimiter.values())
                .max(Comparator.comparing(each -> first.split("\\Q" + each.character()).length))
                .orElseThrow();
        Problems problems = new Problems(path);
        List<CsvRows.Row> rows = Table.rows(text, delimiter, problems);
        problems.throwIfAny("Correct the file.");
        String[] names = rows.isEmpty() ? new String[0] : rows.get(0).cells();
        List<String> present = Stream.of(names)
                .map(String::strip)
                .filter(cell -> !Words.isMissing(cell))
                .toList();
        // pandas numbers columns that have no names
        boolean header = present.stream().noneMatch(Words::isNumber) || present.size() > 2 && isNumbering(present);
        Map<String, List<String>> columns = new LinkedHashMap<>();
        Table.names(header ? names : new String[names.length]).forEach(name -> columns.put(name, new ArrayList<>()));
        for (CsvRows.Row row : rows.subList(header && !rows.isEmpty() ? 1 : 0, rows.size())) {
            Iterator<String> cells = List.of(row.cells()).iterator();
            columns.values()
                    .forEach(column -> column.add(cells.hasNext() ? cells.next().strip() : ""));
        }
        columns.values().forEach(column -> column.removeIf(Words::isMissing));
        boolean comma = delimiter != Table.Delimiter.COMMA
                && columns.values().stream()
                        .anyMatch(cells -> cells.stream().anyMatch(Words.DECIMAL_COMMA)
                                && cells.stream().allMatch(Words.DECIMAL_COMMA.or(Words::isNumber)));
        Table.Form form =
                new Table.Form(delimiter, header, comma ? Table.Decimal.COMMA : Table.Decimal.POINT, encoding);
        if (comma) {
            columns.values().forEach(cells -> cells.replaceAll(form::cell));
        }
        return Optional.of(new ColumnGuess(columns, rows.size() - (header ? 1 : 0), form))
                .filter(guess -> names.length > 0);
    }

    /** Returns the column with the longest texts; empty if none has texts. */
    public Optional<String> text() {
        return columns.keySet().stream()
                .filter(name -> form.header() && words(name) >= TEXT)
                .max(Comparator.comparing(this::words));
    }

    private double words(String name) {
        return columns.get(name).stream()
                .mapToInt(cell -> SPACE.split(cell).length)
                .average()
                .orElse(0);
    }

    /**
     * Returns options that name label, owner and split, without those that are not found. The label is a column with
     * the name of one, or the last column of a few words, or the last one of very few whole numbers.
     *
     * @param chosen columns that the user chose, by option
     * @throws ExeuntException CONFIG-07 if there is no such column
     */
    public Map<String, Object> rowOptions(Path file, Map<String, String> chosen) {
        chosen.forEach((option, name) -> {
            if (!columns.containsKey(name)) {
                throw new ExeuntException(
                        Errors.CONFIG_07,
                        "%s has no column '%s' for the option %s; expected one of %s."
                                .formatted(file, name, option, Excerpt.of(String.join(", ", columns.keySet()))));
            }
        });
        Map<String, Object> options = new LinkedHashMap<>(chosen);
        put("split", (name, different) -> different.equals(Set.of("train", "test")), options);
        put("owner", (name, different) -> OWNER.matcher(name).matches() && 2 * different.size() <= rows, options);
        put("label", (name, different) -> LABEL.matcher(name).matches() && isClass(different), options);
        put("label", (name, different) -> isWords(name, different), options);
        put("label", (name, different) -> isNumbers(name, different), options);
        options.put("delimiter", form.delimiter().name().toLowerCase(Locale.ROOT));
        return options;
    }

    /** Returns what was found, with options of which {@link #rowOptions} are a part. */
    public FormatDetector.Found found(Map<String, Object> options) {
        Map<String, Integer> others = new LinkedHashMap<>();
        columns.forEach((name, cells) -> {
            Set<String> different = new HashSet<>(cells);
            if (!options.containsValue(name) && (isWords(name, different) || isNumbers(name, different))) {
                others.put(name, different.size());
            }
        });
        return new FormatDetector.Found(
                options, others, options.containsKey("label") ? List.of() : List.copyOf(columns.keySet()));
    }

    /**
     * Checks that rows are examples, not points in time of recordings: that no column has values each of which fills one
     * run of rows of one class, with several runs for a class.
     *
     * @param label the column of classes
     * @throws ExeuntException if there is such a column
     */
    public void requireNoRecordings(Path file, String label) {
        columns.keySet().stream()
                .filter(name -> isRecording(columns.get(name), columns.get(label)))
                .findFirst()
                .ifPresent(name -> {
                    int recordings = new HashSet<>(columns.get(name)).size();
                    throw new ExeuntException(
                            Errors.DATA_38,
                            ("%s looks like %d recordings of about %d rows each: rows with equal '%s' follow each other and"
                                            + " have one class. Such rows are no examples of their own, because training"
                                            + " and test would have rows of the same recordings. Make an example of each"
                                            + " recording, see 'Recordings in a table' in docs/own-data.md.")
                                    .formatted(file, recordings, rows / recordings, name));
                });
    }

    private boolean isRecording(List<String> cells, List<String> classes) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < cells.size() && cells.size() == classes.size(); i++) {
            boolean begins = i == 0 || !cells.get(i).equals(cells.get(i - 1));
            if (begins ? !seen.add(cells.get(i)) : !classes.get(i).equals(classes.get(i - 1))) {
                return false;
            }
        }
        return seen.size() > new HashSet<>(classes).size() && rows >= RECORDING * seen.size();
    }

    private boolean isWords(String name, Set<String> different) {
        return isClass(different)
                && different.size() <= MAX_CLASSES
                && !NAME.matcher(name).matches()
                && different.stream().noneMatch(Words::isNumber)
                && !different.stream().allMatch(DATE.asMatchPredicate());
    }

    /** Very few whole numbers, as more are amounts. */
    private boolean isNumbers(String name, Set<String> different) {
        return isClass(different)
                && different.size() <= MAX_NUMBERS
                && !NAME.matcher(name).matches()
                && different.stream().anyMatch(Words::isNumber)
                && different.stream().noneMatch(cell -> Words.isNumber(cell) && cell.contains("."));
    }

    private boolean isClass(Set<String> different) {
        return different.size() > 1 && different.size() <= MAX_WORDS && 2 * different.size() <= rows;
    }

    /** Puts the last column that meets a condition on its name and its different cells, and has no other use. */
    private void put(String option, BiPredicate<String, Set<String>> condition, Map<String, Object> options) {
        if (!options.containsKey(option)) {
            Set<Object> used = new HashSet<>(options.values());
            columns.forEach((name, cells) -> {
                if (!used.contains(name) && condition.test(name, new HashSet<>(cells))) {
                    options.put(option, name);
                }
            });
        }
    }

    /** Returns options for the other columns; {@code used} are those of {@link #rowOptions}. */
    public Map<String, Object> featureOptions(Map<String, Object> used) {
        List<String> ignored = new ArrayList<>();
        List<String> categorical = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        columns.forEach((name, cells) -> {
            long numbers = cells.stream().filter(Words::isNumber).count();
            long commas = cells.stream().filter(Words.DECIMAL_COMMA).count();
            int different = new HashSet<>(cells).size();
            if (!used.containsValue(name)) {
                // other mixtures of words and numbers are mistakes, and refused when the file is read
                if (cells.isEmpty()
                        || different > MAX_WORDS && (2 * (numbers + commas) < cells.size() || isNumbering(cells))) {
                    ignored.add(name);
                } else if (numbers > 0 && numbers < cells.size() && commas == 0 && 2 * different <= cells.size()) {
                    categorical.add(name);
                }
                if (!cells.isEmpty() && cells.size() < rows) {
                    missing.add(name);
                }
            }
        });
        String treatment = missing.isEmpty() ? "error" : "impute";
        return Map.of(
                "header",
                form.header(),
                "decimal",
                form.decimal().name().toLowerCase(Locale.ROOT),
                "encoding",
                form.encoding() == Encoding.UTF_8 ? "utf-8" : "latin-1",
                "ignore",
                ignored,
                "categorical",
                categorical,
                "missing",
                treatment);
    }

    /** Returns whether the cells are the numbers of rows or columns, from 0 or 1. */
    private static boolean isNumbering(List<String> cells) {
        return IntStream.range(0, 2).anyMatch(first -> IntStream.range(0, cells.size())
                .allMatch(i -> cells.get(i).equals(i + first + "")));
    }
}
