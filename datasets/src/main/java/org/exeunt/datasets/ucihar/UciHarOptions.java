package org.exeunt.datasets.ucihar;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;

/**
 * Options of {@link UciHarPlugin}.
 *
 * @param dir folder of the files
 */
public record UciHarOptions(
        @Option("Folder holding train and test with their Inertial Signals, such as 'UCI HAR Dataset'") Path dir) {}
