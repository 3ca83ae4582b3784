package org.exeunt.datasets.ucihar;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;

/**
 * Options of {@link UciHarPlugin}.
 *
 * @param dir folder of the data set
 */
public record UciHarOptions(
        @Option("Folder that contains train and test with their Inertial Signals, such as 'UCI HAR Dataset'")
                Path dir) {}
