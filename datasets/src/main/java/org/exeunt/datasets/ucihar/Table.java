package org.exeunt.datasets.ucihar;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.DataFolder;

/**
 * A text file of numbers: one row per line, columns separated by spaces.
 *
 * @param file the file
 * @param rows one array per line, all of equal length
 */
record Table(DataFile file, List<float[]> rows) {
    static Table read(DataFolder folder, String name, int columns) {
        DataFile file = folder.read(name);
        List<float[]> rows = new ArrayList<>();
        for (String line : file.lines()) {
            rows.add(row(file, rows.size() + 1, new StringTokenizer(line), columns));
        }
        byte[] content = file.content();
        if (content[content.length - 1] != '\n') { // a part of the last number would be another number
            throw new ExeuntException(
                    DataErrors.TRUNCATED,
                    ("%s has no line break at its end; expected one after row %d. The file is cut off; unpack the "
                                    + "official archive again.")
                            .formatted(file.path(), rows.size()));
        }
        return new Table(file, rows);
    }

    private static float[] row(DataFile file, int line, StringTokenizer numbers, int columns) {
        if (numbers.countTokens() != columns) {
            throw file.at(
                    DataErrors.WRONG_LINE, line, numbers.countTokens() + " columns", columns + ", separated by spaces");
        }
        float[] row = new float[columns];
        for (int column = 0; column < columns; column++) {
            String number = numbers.nextToken();
            row[column] = parse(number);
            if (!Float.isFinite(row[column])) {
                throw file.at(
                        DataErrors.WRONG_LINE, line, "'" + number + "' in column " + (column + 1), "a finite number");
            }
        }
        return row;
    }

    private static float parse(String number) {
        try {
            return Float.parseFloat(number);
        } catch (NumberFormatException noNumber) {
            return Float.NaN;
        }
    }

    /** Returns the first column as integers; values out of range throw an exception with {@code code}. */
    int[] numbers(int from, int to, ErrorCode code, String quantity) {
        int[] numbers = new int[rows.size()];
        for (int i = 0; i < numbers.length; i++) {
            float value = rows.get(i)[0];
            numbers[i] = (int) value;
            if (numbers[i] != value || value < from || value > to) {
                throw file.at(code, i + 1, "%s %s".formatted(quantity, value), from + " to " + to);
            }
        }
        return numbers;
    }

    /** Throws an exception unless {@code other} has the same number of rows. */
    void requireRowsOf(Table other) {
        if (rows.size() != other.rows.size()) {
            throw new ExeuntException(
                    DataErrors.CONTRADICTION,
                    "%s has %d rows and %s has %d; expected equal numbers. Unpack the official archive again."
                            .formatted(file.path(), rows.size(), other.file.path(), other.rows.size()));
        }
    }
}
