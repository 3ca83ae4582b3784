package org.exeunt.runtime.store.checkpoint;

import java.util.List;
import org.exeunt.runtime.store.files.FileChecksum;

/**
 * The progress of a run at a checkpoint.
 *
 * @param run title of its directory
 * @param round the last completed round
 * @param files of the run, with the bytes written up to that round
 * @param warnings reported so far
 * @param timings lines of {@code timings.csv} so far
 */
public record CheckpointHeader(
        String run, int round, List<FileChecksum> files, List<String> warnings, List<String> timings) {}
