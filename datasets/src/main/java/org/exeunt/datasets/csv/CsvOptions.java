package org.exeunt.datasets.csv;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.plugin.Option;
import org.exeunt.datasets.own.Table;

/**
 * Options of {@link CsvPlugin}. Columns are named by their header, or by their number from 1.
 *
 * @param file file of the data set
 * @param testFile file of test rows
 * @param label column of the class
 * @param owner column of the owner
 * @param split column with the words train and test
 * @param categorical columns of numbers that are used as words
 * @param ignore columns that are not used
 * @param missing treatment of missing values
 * @param delimiter character between cells
 * @param header whether the first row has the names of the columns
 */
public record CsvOptions(
        @Option("CSV file in UTF-8, one example per row") Path file,
        @Option("CSV file of test rows with the same columns; without it, and without split, all rows are training "
                        + "rows")
                Optional<Path> testFile,
        @Option(value = "Column with the class: its name, or its number from 1", defaultValue = "label") String label,
        @Option("Column with the owner of a row, for the partitioner natural") Optional<String> owner,
        @Option("Column with train or test") Optional<String> split,
        @Option(value = "Columns of numbers that are categories, such as postcodes", defaultValue = "[]")
                List<String> categorical,
        @Option(value = "Columns that are not used, such as row numbers", defaultValue = "[]") List<String> ignore,
        @Option(
                        value = "Whether missing values are an error, or are replaced by the mean of the training rows "
                                + "and, in columns of words, by a category of their own",
                        defaultValue = "error")
                Missing missing,
        @Option(value = "Character between cells", defaultValue = "comma") Table.Delimiter delimiter,
        @Option(value = "Whether the first row has the names of the columns", defaultValue = "true") boolean header) {
    /** Treatment of missing values. */
    public enum Missing {
        /** They are refused. */
        ERROR,
        /** They are replaced by the mean, or are a category. */
        IMPUTE
    }

    public CsvOptions {
        if (testFile.isPresent() && split.isPresent()) {
            throw new IllegalArgumentException("test-file and split exclude each other; expected one of them");
        }
    }

    Table.Form form() {
        return new Table.Form(delimiter, header, label, owner, split);
    }
}
