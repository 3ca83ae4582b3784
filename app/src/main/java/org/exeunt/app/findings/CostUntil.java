package org.exeunt.app.findings;

import java.util.Optional;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.runtime.archive.RunRecords;

/**
 * The cost of the first rounds of a run.
 *
 * @param bytes payload in both directions
 * @param seconds simulated time; 0 if the run simulates none
 */
public record CostUntil(double bytes, double seconds) {
    /** Returns the cost of rounds 1 to {@code last}. */
    public static CostUntil round(RunRecords run, int last) {
        double bytes = 0;
        double seconds = 0;
        for (RoundRecord round : run.rounds()) {
            if (round.round().number() <= last) {
                bytes += round.totalDownlink().plus(round.totalUplink()).count();
                seconds += round.time().map(RoundRecord.SimulatedTime::seconds).orElse(0.0);
            }
        }
        return new CostUntil(bytes, seconds);
    }

    /** Returns the cost until the first evaluation with a mean accuracy over exits, in [0, 1]; empty if none has it. */
    static Optional<CostUntil> accuracy(RunRecords run, double accuracy) {
        return run.evaluations().stream()
                .filter(evaluation -> evaluation.meanAccuracy() >= accuracy)
                .findFirst()
                .map(evaluation -> round(run, evaluation.round()));
    }
}
