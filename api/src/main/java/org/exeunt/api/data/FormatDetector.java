package org.exeunt.api.data;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Detects files of the user's own that a data set can read, and chooses its options for them. The plugin of a {@link
 * DatasetSource} may implement it.
 */
public interface FormatDetector {
    /**
     * Returns the options that read a file or folder, by key, with values as in JSON; empty if it has another format.
     * Contradictory or damaged files need not be detected: {@link DatasetSource#load} refuses them.
     *
     * @param path an existing file or folder
     * @throws org.exeunt.api.error.ExeuntException of category DATA if it cannot be read
     */
    Optional<Map<String, Object>> detect(Path path);
}
