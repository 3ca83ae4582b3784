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
 * A text file of numbers: a row a line, columns separated by blanks.
 *
 * @param file as it was read
 * @param rows one array a line, all of one length
 */
record Table(DataFile file, List<float[]> rows) {
    static Table read(DataFolder folder, String name, int columns) {
        DataFile file = folder.read(name);
        List<float[]> rows = new ArrayList<>();
        for (String line : file.lines()) {
            rows.add(row(file, rows.size() + 1, new StringTokenizer(line), columns));
        }
        return new Table(file, rows);
    }

    private static float[] row(DataFile file, int line, StringTokenizer numbers, int columns) {
        if (numbers.countTokens() != columns) {
            throw file.at(
                    DataErrors.WRONG_LINE, line, numbers.countTokens() + " columns", columns + ", separated by blanks");
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

    /** Returns the first column as whole numbers of a range. */
    int[] numbers(int from, int to, ErrorCode otherwise, String what) {
        int[] numbers = new int[rows.size()];
        for (int i = 0; i < numbers.length; i++) {
            float value = rows.get(i)[0];
            numbers[i] = (int) value;
            if (numbers[i] != value || value < from || value > to) {
                throw file.at(otherwise, i + 1, "%s %s".formatted(what, value), from + " to " + to);
            }
        }
        return numbers;
    }

    /** Requires as many rows as another file has. */
    void requireRowsOf(Table other) {
        if (rows.size() != other.rows.size()) {
            throw new ExeuntException(
                    DataErrors.CONTRADICTION,
                    "%s has %d rows and %s has %d; expected as many. Unpack the official archive again."
                            .formatted(file.path(), rows.size(), other.file.path(), other.rows.size()));
        }
    }
}
