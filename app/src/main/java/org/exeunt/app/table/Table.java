package org.exeunt.app.table;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.exeunt.app.statistics.Estimate;
import org.exeunt.app.text.Figures;

/**
 * A table of results, independent of the format in which it is written.
 *
 * @param title what it shows; empty for none
 * @param columns the first one names the rows
 * @param rows as many cells as columns each
 * @param notes sentences below it
 */
public record Table(String title, List<Column> columns, List<List<Cell>> rows, List<String> notes) implements Block {
    private static final String PARTIAL =
            "(2 of 3) = mean over the two seeds with this value; excluded from comparisons. Nothing in its column is"
                    + " bold.";

    /** How the values of a column are written. */
    public enum Format {
        /** A name given by a user, such as that of a method. */
        NAME,
        TEXT,
        /** A text that several rows have, by which pages filter them. */
        KIND,
        /** Figures as text. */
        FIGURE,
        COUNT,
        /** One decimal, as for % and points. */
        DECIMAL,
        TWO_DECIMALS,
        /** At least three significant digits, as for sizes and times. */
        THREE_DIGITS,
        FOUR_DIGITS,
        /** The address of a picture, on pages. */
        PICTURE;

        /** Returns a number as text. */
        public String text(double value) {
            return switch (this) {
                case DECIMAL -> Figures.number(value, 1);
                case TWO_DECIMALS -> Figures.number(value, 2);
                case THREE_DIGITS -> Figures.threeDigits(value);
                case FOUR_DIGITS -> Figures.significant(value);
                case NAME, TEXT, KIND, FIGURE, COUNT, PICTURE -> Figures.number(value, 0);
            };
        }
    }

    /**
     * A column.
     *
     * @param key in CSV files
     * @param title elsewhere
     * @param group of columns that pages hide together where space is short; empty for a column that always stays
     */
    public record Column(String key, String title, Format format, String group) {
        /** Creates a column that always stays and whose key is its title. */
        public Column(String title, Format format) {
            this(title, title, format, "");
        }

        /** Returns whether texts are aligned left. */
        boolean isText() {
            return format == Format.NAME || format == Format.TEXT || format == Format.KIND;
        }

        /** Returns a cell as text: mean, deviation, and the number of seeds if some lack the value. */
        public String text(Cell cell) {
            if (cell.value == null) {
                return Figures.NONE;
            }
            return cell.value instanceof Number number
                    ? format.text(number.doubleValue())
                            + (deviates(cell) ? " ± " + format.text(cell.deviation) : "")
                            + (cell.isPartial() ? " (%d of %d)".formatted(cell.count, cell.seeds) : "")
                    : cell.value.toString();
        }

        /** Returns whether the deviation is shown; that of costs is not. */
        boolean deviates(Cell cell) {
            return cell.count > 1 && format == Format.DECIMAL;
        }
    }

    /**
     * A cell.
     *
     * @param value a text or a number, in the unit of the column; null if there is none
     * @param deviation standard deviation over seeds
     * @param count number of seeds with the value
     * @param seeds number of all seeds
     * @param isBest whether it is marked as one of the best of its column
     * @param differs whether it is marked as significantly different from the reference
     */
    public record Cell(Object value, double deviation, int count, int seeds, boolean isBest, boolean differs) {
        /** Creates a cell with a text or a number; null for none. */
        public Cell(Object value) {
            this(value, 0, 1, 1, false, false);
        }

        /** Returns the mean of an estimate from some of the seeds. */
        public static Cell of(Estimate estimate, int seeds) {
            return new Cell(estimate.mean(), estimate.deviation(), estimate.count(), seeds, false, false);
        }

        /** Returns the cell with marks. */
        public Cell marked(boolean best, boolean differing) {
            return new Cell(value, deviation, count, seeds, best, differing);
        }

        boolean isPartial() {
            return count < seeds;
        }
    }

    /** Creates a table without rows and notes, which are added to it. */
    public Table(String title, List<Column> columns) {
        this(title, columns, new ArrayList<>(), new ArrayList<>());
    }

    /** Creates a table without columns, which are added to it. */
    public Table(String title) {
        this(title, new ArrayList<>());
    }

    /** Adds columns of one format. */
    public Table with(Format format, String... titles) {
        for (String each : titles) {
            columns.add(new Column(each, format));
        }
        return this;
    }

    /** Creates a table of texts, of which the first columns are aligned left, without title. */
    public static Table texts(int left, String... titles) {
        return new Table("")
                .with(Format.TEXT, Arrays.copyOf(titles, left))
                .with(Format.FIGURE, Arrays.copyOfRange(titles, left, titles.length));
    }

    /** Adds a row of texts, numbers, nulls or {@link Cell cells}. */
    public Table row(List<?> values) {
        rows.add(values.stream()
                .map(value -> value instanceof Cell cell ? cell : new Cell(value))
                .toList());
        return this;
    }

    /** Returns a value of each cell by row. */
    <T> List<List<T>> cells(BiFunction<Column, Cell, T> value) {
        return rows.stream()
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(place -> value.apply(columns.get(place), row.get(place)))
                        .toList())
                .toList();
    }

    /** Returns the table as pages read it. */
    @JsonValue
    Json.Content content() {
        return new Json.Content(title, columns, cells(Json.Text::of), allNotes());
    }

    boolean isPartial() {
        return rows.stream().flatMap(List::stream).anyMatch(Cell::isPartial);
    }

    /** Returns the notes, and what the numbers of seeds in cells mean if there are any. */
    List<String> allNotes() {
        List<String> all = new ArrayList<>(notes);
        if (isPartial()) {
            all.add(PARTIAL);
        }
        return all;
    }
}
