package org.exeunt.datasets.ucihar;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
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
            float[] row = numbers(line, " ");
            if (row.length != columns) {
                throw file.invalid(rows.size() + 1, "'" + line + "'", columns + " finite numbers, separated by spaces");
            }
            rows.add(row);
        }
        byte[] content = file.content();
        if (content[content.length - 1] != '\n') { // a part of the last number would be another number
            throw file.invalid(rows.size(), "no line break", "one at the end of the file, which is cut off");
        }
        return new Table(file, rows);
    }

    /** Returns the numbers of a line; none if one of them is not finite. */
    static float[] numbers(String line, String separators) {
        StringTokenizer words = new StringTokenizer(line, separators);
        float[] numbers = new float[words.countTokens()];
        try {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Float.parseFloat(words.nextToken());
                if (!Float.isFinite(numbers[i])) {
                    return new float[0];
                }
            }
        } catch (NumberFormatException noNumber) {
            return new float[0];
        }
        return numbers;
    }

    /** Returns the only column of this table, with integers from 1 to {@code max}. */
    int[] integers(int max) {
        int[] integers = new int[rows.size()];
        for (int i = 0; i < integers.length; i++) {
            float value = rows.get(i)[0];
            integers[i] = (int) value;
            if (integers[i] != value || value < 1 || value > max) {
                throw file.invalid(i + 1, String.valueOf(value), "an integer from 1 to " + max);
            }
        }
        return integers;
    }
}
