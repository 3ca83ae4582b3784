package org.exeunt.trackers;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;

/**
 * Options of the tracker that writes event files for TensorBoard.
 *
 * @param dir parent of the folders of runs
 */
public record TensorBoardOptions(
        @Option(value = "Parent of the folders with the event files of runs", defaultValue = "tensorboard") Path dir) {}
