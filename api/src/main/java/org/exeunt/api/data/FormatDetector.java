package org.exeunt.api.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Detects files of the user's own that a data set can read, and chooses its options for them. The plugin of a {@link
 * DatasetSource} may implement it.
 */
public interface FormatDetector {
    /**
     * How to read a file or folder.
     *
     * @param options options of the data set by key, with values as in JSON
     * @param otherLabels columns other than the chosen one that may have the classes, each with the number of these
     * @param labelOf columns of which one has to be chosen as {@code label}; empty if {@code options} are complete
     */
    record Found(Map<String, Object> options, Map<String, Integer> otherLabels, List<String> labelOf) {
        /** Options of a format without columns. */
        public Found(Map<String, Object> options) {
            this(options, Map.of(), List.of());
        }
    }

    /**
     * Returns how to read a file or folder; empty if it has another format.
     * Contradictory or damaged files need not be detected: {@link DatasetSource#load} refuses them.
     *
     * @param path an existing file or folder
     * @param chosen names of columns that the user chose, by option, such as {@code label} and {@code owner}; formats
     *     without columns ignore them
     * @throws org.exeunt.api.error.ExeuntException of category DATA if it cannot be read
     */
    Optional<Found> detect(Path path, Map<String, String> chosen);
}
