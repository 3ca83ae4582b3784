package org.exeunt.datasets.files;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the rows of CSV files (RFC 4180): quotes are escaped by doubling, and quoted cells may contain line breaks.
 * Unlike in the RFC, spaces around a cell are not part of it.
 */
public final class CsvRows {
    private static final ObjectReader ROWS = CsvMapper.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY, CsvParser.Feature.SKIP_EMPTY_LINES, CsvParser.Feature.TRIM_SPACES)
            .build()
            .readerFor(String[].class);

    /** Longest cell that is kept once for all cells that equal it: a table of pixels has many cells and few values. */
    private static final int SHORT = 4;

    private CsvRows() {}

    /**
     * A row of a CSV file.
     *
     * @param line line of the file on which the row ends, 1-based
     * @param cells cells without quotes; not copied
     */
    public record Row(int line, String[] cells) {}

    /** Thrown for malformed CSV; the message is a clause. */
    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1;
        private final int line;

        MalformedException(int line, String message, Throwable cause) {
            super(message, cause);
            this.line = line;
        }

        /** Returns the line of the file, 1-based. */
        public int line() {
            return line;
        }
    }

    /**
     * Returns the rows of a text in order, without empty lines.
     *
     * @throws MalformedException if a quote is not closed or is followed by other characters
     */
    public static List<Row> of(String text, char delimiter) throws MalformedException {
        List<Row> read = new ArrayList<>();
        Map<String, String> shortCells = new HashMap<>();
        CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(delimiter);
        try (MappingIterator<String[]> rows = ROWS.with(schema).readValues(text)) {
            while (rows.hasNextValue()) {
                String[] cells = rows.nextValue();
                for (int i = 0; i < cells.length; i++) {
                    if (cells[i].length() <= SHORT) {
                        String equal = shortCells.putIfAbsent(cells[i], cells[i]);
                        cells[i] = equal == null ? cells[i] : equal;
                    }
                }
                read.add(new Row(line(rows.getParser().currentTokenLocation()), cells));
            }
        } catch (JsonProcessingException failure) {
            throw new MalformedException(line(failure.getLocation()), failure.getOriginalMessage(), failure);
        } catch (IOException impossible) { // the text is in memory
            throw new MalformedException(1, String.valueOf(impossible.getMessage()), impossible);
        }
        return read;
    }

    private static int line(JsonLocation location) {
        return location == null ? 1 : location.getLineNr();
    }
}
