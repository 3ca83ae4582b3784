package org.exeunt.runtime.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.runtime.archive.RunSummary;

/**
 * The result of a finished run.
 *
 * @param directory with the files of the run; empty for a run in memory
 * @param reused whether the run had been finished before and was only read
 * @param summary of the run
 * @param finalEvaluation the evaluation after the last round
 * @param rounds the records of all rounds; only the last one has matrices between clients
 */
public record RunResult(
        Optional<Path> directory,
        boolean reused,
        RunSummary summary,
        EvaluationRecord finalEvaluation,
        List<RoundRecord> rounds) {}
