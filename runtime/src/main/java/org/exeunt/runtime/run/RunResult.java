package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.runtime.store.Summary;

/**
 * What a finished run gives.
 *
 * @param directory where it was written; empty for a run in memory
 * @param reused whether it had been finished before and was only read
 * @param summary how it ended
 * @param finalEvaluation the one after the last round
 * @param rounds all of them
 */
public record RunResult(
        Optional<Path> directory,
        boolean reused,
        Summary summary,
        EvaluationRecord finalEvaluation,
        List<RoundRecord> rounds) {
    public RunResult {
        rounds = List.copyOf(rounds);
    }
}
