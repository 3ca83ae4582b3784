package org.example.hello;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;

/** Appends a line per round and evaluation to a text file. */
public record RoundLog(Path file) implements RunTracker {
    public record Options(@Option(value = "File to append to", defaultValue = "rounds.txt") Path file) {}


    /** A resumed run repeats the rounds after {@code start.resumedAfter()}; the file may have their lines already. */
    @Override
    public void runStarted(RunStart start) {
        append("%s: %d rounds, %d clients".formatted(start.title(), start.rounds(), start.clients()));
    }

    @Override
    public void roundFinished(RoundRecord round) {
        append("round %s: loss %.4f".formatted(round.round(), round.loss()));
    }

    @Override
    public void evaluationFinished(EvaluationRecord evaluation) {
        append("round %s: accuracy %.4f".formatted(evaluation.round(), evaluation.meanAccuracy()));
    }

    private void append(String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // an exception of a tracker ends the run
            throw new ExeuntException(ErrorCategory.RESOURCE.code("hello", 1), file + " cannot be written: " + e, e);
        }
    }
}
