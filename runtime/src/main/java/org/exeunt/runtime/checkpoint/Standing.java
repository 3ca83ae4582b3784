package org.exeunt.runtime.checkpoint;

import java.util.List;

/**
 * How far a run has come, beside the states of server and clients.
 *
 * @param run title of its directory
 * @param round last one that was merged and, if it had to be, evaluated
 * @param roundsLength bytes of {@code rounds.jsonl} that belong to it
 * @param clientsLength likewise of {@code clients.csv}
 * @param exitsLength likewise of {@code exits.csv}
 * @param warnings told so far
 * @param timings lines of {@code timings.csv} so far
 */
public record Standing(
        String run,
        int round,
        long roundsLength,
        long clientsLength,
        long exitsLength,
        List<String> warnings,
        List<String> timings) {
    public Standing {
        if (round < 0 || roundsLength < 0 || clientsLength < 0 || exitsLength < 0) {
            throw new IllegalArgumentException("round %d, lengths %d, %d and %d: out of range"
                    .formatted(round, roundsLength, clientsLength, exitsLength));
        }
        warnings = List.copyOf(warnings);
        timings = List.copyOf(timings);
    }
}
