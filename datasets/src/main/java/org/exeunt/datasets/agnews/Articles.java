package org.exeunt.datasets.agnews;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.datasets.files.CsvRows;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.DataFolder;

/**
 * A CSV file of news items with three columns: class (1-based), title and description. Quotes are escaped by doubling.
 * A backslash is a line break, read as a space, and never an escape character. A header line is skipped.
 *
 * @param file the file
 * @param items news items in file order; at least one
 */
record Articles(DataFile file, List<Item> items) {
    /**
     * A news item.
     *
     * @param label class, 0-based
     * @param title may be empty
     * @param description may be empty
     */
    record Item(int label, String title, String description) {}

    private static final String[] HEADER = {"Class Index", "Title", "Description"};
    private static final String FORMAT = "three columns: class, title and description";

    static Articles read(DataFolder folder, String name, int classes) {
        DataFile file = folder.read(name);
        List<Item> items = new ArrayList<>();
        try {
            List<CsvRows.Row> rows = CsvRows.of(file.text(), ',');
            for (int i = 0; i < rows.size(); i++) {
                if (i > 0 || !isHeader(rows.get(i).cells())) {
                    items.add(item(file, i + 1, rows.get(i), classes));
                }
            }
        } catch (CsvRows.MalformedException failure) {
            throw file.at(DataErrors.WRONG_LINE, failure.line(), "malformed CSV: " + failure.getMessage(), FORMAT);
        }
        if (items.isEmpty()) {
            throw new ExeuntException(
                    DataErrors.EMPTY,
                    "%s has no rows; expected news items with %s. Download the file again."
                            .formatted(file.path(), FORMAT));
        }
        return new Articles(file, items);
    }

    private static Item item(DataFile file, int row, CsvRows.Row content, int classes) {
        String[] cells = content.cells();
        if (cells.length != HEADER.length) {
            throw file.at(
                    DataErrors.WRONG_LINE,
                    content.line(),
                    "row %d has %d columns".formatted(row, cells.length),
                    FORMAT);
        }
        int label = cells[0].matches("\\d{1,9}") ? Integer.parseInt(cells[0]) : 0;
        if (label < 1 || label > classes) {
            throw file.at(
                    DataErrors.WRONG_LABEL,
                    content.line(),
                    "row %d has class '%s'".formatted(row, cells[0]),
                    "1 to " + classes);
        }
        return new Item(label - 1, cells[1].replace('\\', ' '), cells[2].replace('\\', ' '));
    }

    private static boolean isHeader(String[] cells) {
        return Arrays.equals(cells, HEADER, (cell, name) -> cell.strip().compareToIgnoreCase(name));
    }
}
