package org.exeunt.datasets.agnews;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.exeunt.datasets.agnews.AgNewsSource.Options.Text;
import org.exeunt.datasets.files.CsvRows;
import org.exeunt.datasets.files.DataFile;
import org.exeunt.datasets.files.DataFolder;
import org.exeunt.datasets.text.Vocabulary;

/**
 * A CSV file of news items with three columns: class (1-based), title and description. Quotes are escaped by doubling.
 * A backslash is a line break, read as a space, and never an escape character. A header line is skipped.
 *
 * @param file the file
 * @param labels class of each item, 0-based
 * @param texts tokens of each item
 */
record Articles(DataFile file, List<Integer> labels, List<List<String>> texts) {
    private static final String[] HEADER = {"Class Index", "Title", "Description"};

    /** Reads a file, and counts its tokens. */
    static Articles read(
            DataFolder folder,
            String name,
            Text text,
            Function<String, List<String>> tokens,
            Vocabulary.Counts counts) {
        Articles articles = new Articles(folder.read(name), new ArrayList<>(), new ArrayList<>());
        List<CsvRows.Row> rows;
        try {
            rows = CsvRows.of(articles.file.text(), ',');
        } catch (CsvRows.MalformedException failure) {
            throw articles.file.invalid(failure.line(), failure.getMessage(), "CSV");
        }
        int header = !rows.isEmpty() && isHeader(rows.get(0).cells()) ? 1 : 0;
        for (CsvRows.Row row : rows.subList(header, rows.size())) {
            String[] cells = row.cells();
            int label = AgNewsSource.CLASSES.size();
            if (cells.length == HEADER.length && cells[0].matches("\\d")) {
                label = Integer.parseInt(cells[0]) - 1;
            }
            if (label < 0 || label >= AgNewsSource.CLASSES.size()) {
                throw articles.file.invalid(
                        row.line(), Arrays.toString(cells), "three columns: class (1 to 4), title and description");
            }
            String content = text == Text.TITLE_ONLY ? cells[1] : cells[1] + " " + cells[2];
            articles.labels.add(label);
            articles.texts.add(counts.add(tokens.apply(content.replace('\\', ' '))));
        }
        if (articles.labels.isEmpty()) {
            throw articles.file.invalid("no rows", "news items");
        }
        return articles;
    }

    private static boolean isHeader(String[] cells) {
        return Arrays.equals(cells, HEADER, (cell, name) -> cell.strip().compareToIgnoreCase(name));
    }
}
