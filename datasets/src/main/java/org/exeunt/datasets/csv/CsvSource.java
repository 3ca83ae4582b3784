package org.exeunt.datasets.csv;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.FormatDetector;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.files.Encoding;
import org.exeunt.datasets.userdata.ColumnGuess;
import org.exeunt.datasets.userdata.Memory;
import org.exeunt.datasets.userdata.OwnExamples;
import org.exeunt.datasets.userdata.Problems;
import org.exeunt.datasets.userdata.RowOptions;
import org.exeunt.datasets.userdata.Table;

/**
 * Reads a table as vectors {@code [features]}: a value for each numeric column, and one for each category of the other
 * columns, in the order of the columns.
 */
public record CsvSource(Path file, Optional<Path> testFile, Options options, Consumer<String> warnings)
        implements DatasetSource {
    /**
     * Options of {@link Format}. Columns are named by their header, or by their number from 1.
     *
     * @param file file of the data set
     * @param columns where a row has its label, owner and part
     * @param categorical columns of numbers that are used as words
     * @param ignore columns that are not used
     * @param missing treatment of missing values
     * @param delimiter character between cells
     * @param header whether the first row has the names of the columns
     * @param decimal character before the decimals of numbers
     * @param encoding encoding of the file
     */
    public record Options(
            @Option("CSV file, one example per row") Path file,
            @Option(value = "Where a row has its class, owner and part", inPlace = true) RowOptions columns,
            @Option(value = "Columns of numbers that are categories, such as postcodes", defaultValue = "[]")
                    List<String> categorical,
            @Option(value = "Columns that are not used, such as row numbers", defaultValue = "[]") List<String> ignore,
            @Option(
                            value = "Whether missing values are an error, or are replaced by the mean of the training "
                                    + "rows and, in columns of words, by a category of their own",
                            defaultValue = "error")
                    Missing missing,
            @Option(value = "Character between cells", defaultValue = "comma") Table.Delimiter delimiter,
            @Option(value = "Whether the first row has the names of the columns", defaultValue = "true") boolean header,
            @Option(value = "Character before the decimals of numbers", defaultValue = "point") Table.Decimal decimal,
            @Option(value = "Encoding of the characters", defaultValue = "utf-8") Encoding encoding) {
        Table.Form form() {
            return new Table.Form(delimiter, header, decimal, encoding);
        }

        /** Treatment of missing values. */
        public enum Missing {
            /** They are refused. */
            ERROR,
            /** They are replaced by the mean, or are a category. */
            IMPUTE
        }
    }

    /** Plugin of a user's own tables. */
    public static final class Format extends Plugin<DatasetSource, Options> implements FormatDetector {
        /** Creates the plugin. */
        public Format() {
            super(
                    DatasetSource.class,
                    "csv",
                    "Your own table as vectors: numeric columns standardised, columns of words one-hot",
                    Options.class,
                    (options, context) -> new CsvSource(
                            context.resolve(options.file()),
                            options.columns().testFile().map(context::resolve),
                            options,
                            context::warn));
        }

        @Override
        public Optional<Found> detect(Path path, Map<String, String> chosen) {
            return ColumnGuess.of(path)
                    .filter(columns -> columns.text().isEmpty())
                    .map(columns -> {
                        Map<String, Object> options = new LinkedHashMap<>(Map.of("file", path.toString()));
                        options.putAll(columns.rowOptions(path, chosen));
                        if (options.get("label") instanceof String label) {
                            columns.requireNoRecordings(path, label);
                        }
                        options.putAll(columns.featureOptions(options));
                        return columns.found(options);
                    });
        }
    }

    /** A table that was read, and its encoding. */
    private record Fitted(Table table, OwnExamples<String[]> examples, Encoder encoder) {}

    @Override
    public Dataset load(RandomStreams streams) {
        Fitted fitted = fit();
        Encoder encoder = fitted.encoder();
        Memory.require(file, 4L * encoder.columns() * fitted.examples().all().size(), "Use fewer rows");
        Problems problems = new Problems(file);
        List<float[]> values = fitted.examples().all().stream()
                .map(row -> encoder.encode(row.content(), row.place(), problems))
                .toList();
        problems.throwIfAny(Encoder.EXPECTED);
        OwnExamples<float[]> encoded = fitted.examples().withContents(values);
        return encoded.dataset(
                file,
                InputShape.vector(encoder.features()),
                (labels, rows) ->
                        Examples.of(labels, (index, target, offset) -> encoder.expand(rows.get(index), target, offset)),
                fitted.table().files(),
                warnings);
    }

    @Override
    public Optional<InputReader> inputReader() {
        Fitted fitted = fit();
        return Optional.of(new RowInput(fitted.encoder(), fitted.table().columns(), options));
    }

    @Override
    public Optional<InputScaling> inputScaling() {
        return Optional.of(new InputScaling(
                "units of the table; 1 for the category of a row, 0 for others",
                fit().encoder().scaling()));
    }

    @Override
    public boolean inputsDependOnContent() {
        return true;
    }

    private Fitted fit() {
        Table table = Table.read(file, testFile, options.columns(), options.form());
        Problems problems = new Problems(file);
        OwnExamples<String[]> examples = OwnExamples.of(table.examples(), problems);
        Encoder encoder = Encoder.fit(table.columns(), examples, options, problems);
        problems.throwIfAny(Encoder.EXPECTED);
        return new Fitted(table, examples, encoder);
    }
}
