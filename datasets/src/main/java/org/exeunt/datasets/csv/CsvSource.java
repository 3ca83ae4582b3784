package org.exeunt.datasets.csv;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.own.Memory;
import org.exeunt.datasets.own.OwnExamples;
import org.exeunt.datasets.own.Problems;
import org.exeunt.datasets.own.Table;

/**
 * Reads a table as vectors {@code [features]}: a value for each numeric column, and one for each category of the other
 * columns, in the order of the columns.
 */
final class CsvSource implements DatasetSource {
    private final Path file;
    private final Optional<Path> testFile;
    private final CsvOptions options;
    private final Consumer<String> warnings;

    CsvSource(Path file, Optional<Path> testFile, CsvOptions options, Consumer<String> warnings) {
        this.file = file;
        this.testFile = testFile;
        this.options = options;
        this.warnings = warnings;
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
        return Optional.of(InputScaling.of(
                "units of the table; 1 for the category of a row, 0 for others",
                fit().encoder().scaling()));
    }

    @Override
    public boolean inputsDependOnContent() {
        return true;
    }

    private Fitted fit() {
        Table table = Table.read(file, testFile, options.form());
        Problems problems = new Problems(file);
        OwnExamples<String[]> examples = OwnExamples.of(table.examples(), problems);
        Encoder encoder = Encoder.fit(table.columns(), examples, options, problems);
        problems.throwIfAny(Encoder.EXPECTED);
        return new Fitted(table, examples, encoder);
    }
}
