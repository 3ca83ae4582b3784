package org.exeunt.datasets.text;

import java.nio.file.Path;
import java.util.Optional;
import org.exeunt.api.plugin.Option;
import org.exeunt.datasets.own.ClassFolders.Layout;
import org.exeunt.datasets.own.Table;

/**
 * Options of {@link TextPlugin}. Columns are those of a CSV file, or the fields of a JSON Lines file.
 *
 * @param path file or folder of the data set
 * @param testFile file of test texts
 * @param text column of the text
 * @param label column of the class
 * @param owner column of the owner
 * @param split column with the words train and test
 * @param delimiter character between the cells of a CSV file
 * @param layout folders above the texts
 * @param length tokens per sequence, including the class token
 * @param vocabulary number of different tokens, including the four special ones
 */
public record TextOptions(
        @Option("CSV file with a header (.csv, .tsv), JSON Lines file (.jsonl, .ndjson), or folder of .txt files")
                Path path,
        @Option("File of test texts of the same form; without it, and without split, all texts are training texts")
                Optional<Path> testFile,
        @Option(value = "Column or field with the text", defaultValue = "text") String text,
        @Option(value = "Column or field with the class", defaultValue = "label") String label,
        @Option("Column or field with the owner of a text, for the partitioner natural") Optional<String> owner,
        @Option("Column or field with train or test") Optional<String> split,
        @Option(value = "Character between the cells of a .csv file", defaultValue = "comma") Table.Delimiter delimiter,
        @Option(
                        value = "Folders above the texts of a folder: CLASS, train and test with CLASS, or "
                                + "OWNER/CLASS; auto detects the first two",
                        defaultValue = "auto")
                Layout layout,
        @Option(
                        value = "Length of a sequence: longer texts are truncated, shorter ones padded",
                        defaultValue = "200",
                        min = 1,
                        max = 100_000,
                        unit = "tokens")
                int length,
        @Option(
                        value = "Number of different tokens, including the four special ones",
                        defaultValue = "32000",
                        min = 5,
                        max = 10_000_000,
                        unit = "tokens")
                int vocabulary) {
    public TextOptions {
        if (testFile.isPresent() && split.isPresent()) {
            throw new IllegalArgumentException("test-file and split exclude each other; expected one of them");
        }
    }
}
