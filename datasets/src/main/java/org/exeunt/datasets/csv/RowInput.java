package org.exeunt.datasets.csv;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.data.InputReader;
import org.exeunt.datasets.files.CsvRows;
import org.exeunt.datasets.files.InputFile;
import org.exeunt.datasets.userdata.Problems;
import org.exeunt.datasets.userdata.Table;

/**
 * Reads the rows of a CSV file. With a header, columns may be in any order, and those that are not features may be left
 * out; without one, the columns are those of the data set, with or without the label.
 *
 * @param encoder encoding of the data set
 * @param columns columns of the data set
 * @param options options of the data set
 */
record RowInput(Encoder encoder, List<String> columns, CsvSource.Options options) implements InputReader {
    /** Parsing takes many times the size of the file in memory. */
    private static final int MAX_MEBIBYTES = 32;

    @Override
    public String form() {
        return "a CSV file with %ss, ".formatted(options.delimiter().name().toLowerCase(Locale.ROOT))
                + (options.header()
                        ? "a header and one row for each input, with the columns " + features()
                        : "without a header, with one row for each input and the columns of the data set; the label may"
                                + " be missing");
    }

    private String features() {
        return encoder.used().stream().map(Encoder.Column::name).limit(30).collect(Collectors.joining(", "))
                + (encoder.columns() > 30 ? " and %d more".formatted(encoder.columns() - 30) : "");
    }

    @Override
    public float[] read(Path path) {
        return InputFile.single(path, form(), readAll(path));
    }

    @Override
    public List<float[]> readAll(Path path) {
        InputFile file = InputFile.read(path, form(), MAX_MEBIBYTES);
        List<CsvRows.Row> rows;
        try {
            rows = CsvRows.of(file.text(options.encoding()), options.delimiter().character());
        } catch (CsvRows.MalformedException e) {
            throw file.refused("is malformed in line %d (%s)".formatted(e.line(), e.getMessage()));
        }
        int headers = options.header() ? 1 : 0;
        if (rows.size() <= headers) {
            throw file.refused("has no rows");
        }
        List<String> given =
                options.header() ? Table.names(Table.strip(rows.get(0).cells())) : columnsWithoutHeader(rows);
        int[] places = places(file, given);
        return rows.subList(headers, rows.size()).stream()
                .map(row -> values(file, row, places))
                .toList();
    }

    /** Returns the index of each given column among those of the data set. */
    private int[] places(InputFile file, List<String> given) {
        boolean complete = encoder.used().stream().allMatch(column -> given.contains(column.name()));
        if (!complete || !columns.containsAll(given) || Set.copyOf(given).size() < given.size()) {
            throw file.refused("has the columns '%s'".formatted(String.join("', '", given)));
        }
        return given.stream().mapToInt(columns::indexOf).toArray();
    }

    private float[] values(InputFile file, CsvRows.Row row, int[] places) {
        String[] found = options.form().cells(row);
        if (found.length != places.length) {
            throw file.refused("has %d cells in line %d".formatted(found.length, row.line()));
        }
        String[] cells = new String[columns.size()];
        IntStream.range(0, found.length).forEach(i -> cells[places[i]] = found[i]);
        Problems problems = new Problems(file.path());
        float[] encoded = encoder.encode(cells, "line " + row.line(), problems);
        if (problems.first().isPresent()) {
            throw file.refused("cannot be used: " + problems.first().get());
        }
        float[] values = new float[encoder.features()];
        encoder.expand(encoded, values, 0);
        return values;
    }

    private List<String> columnsWithoutHeader(List<CsvRows.Row> rows) {
        int label = Table.column(columns, options.columns().label()).orElseThrow();
        return rows.get(0).cells().length == columns.size()
                ? columns
                : Arrays.asList(IntStream.range(0, columns.size())
                        .filter(i -> i != label)
                        .mapToObj(columns::get)
                        .toArray(String[]::new));
    }
}
