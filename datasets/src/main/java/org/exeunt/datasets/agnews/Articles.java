package org.exeunt.datasets.agnews;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.error.ExeuntException;
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

    private static final ObjectReader ROWS = CsvMapper.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY, CsvParser.Feature.SKIP_EMPTY_LINES)
            .build()
            .readerFor(String[].class);
    private static final String[] HEADER = {"Class Index", "Title", "Description"};
    private static final String FORMAT = "three columns: class, title and description";

    static Articles read(DataFolder folder, String name, int classes) {
        DataFile file = folder.read(name);
        List<Item> items = new ArrayList<>();
        try (MappingIterator<String[]> rows = ROWS.readValues(file.text())) {
            for (int row = 1; rows.hasNextValue(); row++) {
                String[] cells = rows.nextValue();
                if (row > 1 || !isHeader(cells)) {
                    items.add(item(file, row, rows.getParser().currentTokenLocation(), cells, classes));
                }
            }
        } catch (JsonProcessingException failure) {
            throw file.at(
                    DataErrors.WRONG_LINE,
                    line(failure.getLocation()),
                    "malformed CSV: " + failure.getOriginalMessage(),
                    FORMAT);
        } catch (IOException failure) {
            throw DataFile.unreadable(file.path(), failure);
        }
        if (items.isEmpty()) {
            throw new ExeuntException(
                    DataErrors.EMPTY,
                    "%s has no rows; expected news items with %s. Download the file again."
                            .formatted(file.path(), FORMAT));
        }
        return new Articles(file, items);
    }

    private static Item item(DataFile file, int row, JsonLocation location, String[] cells, int classes) {
        if (cells.length != HEADER.length) {
            throw file.at(
                    DataErrors.WRONG_LINE,
                    line(location),
                    "row %d has %d columns".formatted(row, cells.length),
                    FORMAT);
        }
        int label = cells[0].matches("\\d{1,9}") ? Integer.parseInt(cells[0]) : 0;
        if (label < 1 || label > classes) {
            throw file.at(
                    DataErrors.WRONG_LABEL,
                    line(location),
                    "row %d has class '%s'".formatted(row, cells[0]),
                    "1 to " + classes);
        }
        return new Item(label - 1, cells[1].replace('\\', ' '), cells[2].replace('\\', ' '));
    }

    private static boolean isHeader(String[] cells) {
        if (cells.length != HEADER.length) {
            return false;
        }
        for (int i = 0; i < cells.length; i++) {
            if (!cells[i].strip().equalsIgnoreCase(HEADER[i])) {
                return false;
            }
        }
        return true;
    }

    private static int line(JsonLocation location) {
        return location == null ? 1 : location.getLineNr();
    }
}
