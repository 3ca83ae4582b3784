package org.exeunt.runtime.store;

import java.util.List;

/**
 * How far a run has come, beside the states of server and clients.
 *
 * @param run title of its directory
 * @param round last one that was merged and, if it had to be, evaluated
 * @param files of the run, with the bytes that belong to these rounds
 * @param warnings told so far
 * @param timings lines of {@code timings.csv} so far
 */
public record CheckpointHeader(
        String run, int round, List<FileChecksum> files, List<String> warnings, List<String> timings) {
    public CheckpointHeader {
        if (round < 0) {
            throw new IllegalArgumentException("round %d is out of range".formatted(round));
        }
        files = List.copyOf(files);
        warnings = List.copyOf(warnings);
        timings = List.copyOf(timings);
    }
}
