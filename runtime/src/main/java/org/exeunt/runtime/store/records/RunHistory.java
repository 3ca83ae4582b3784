package org.exeunt.runtime.store.records;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.exeunt.api.strategy.Feedback;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunTracker;

/** Collects the data of a summary: all rounds, the latest evaluations, and all warnings. */
public final class RunHistory implements RunTracker {
    /** Number of latest rounds over whose evaluations the final results are averaged. */
    static final int AVERAGED_ROUNDS = 5;

    private final Deque<EvaluationRecord> last = new ArrayDeque<>();
    private final List<EvaluationLine> evaluations = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private Feedback feedback = Feedback.none();

    @Override
    public void warning(String sentence) {
        warnings.add(sentence);
    }

    @Override
    public void roundFinished(RoundRecord round) {
        feedback = feedback.with(round);
    }

    @Override
    public void evaluationFinished(EvaluationRecord evaluation) {
        feedback = feedback.with(evaluation);
        last.addLast(evaluation);
        // limited by rounds rather than by number, as evaluations may be far apart
        int newest = evaluation.round().number();
        last.removeIf(kept -> kept.round().number() <= newest - AVERAGED_ROUNDS);
        evaluations.add(EvaluationLine.of(evaluation));
    }

    /**
     * Restores the history of an earlier part of the run.
     *
     * @param directory with the files of that part only
     * @param earlierWarnings warnings so far
     * @throws org.exeunt.api.error.ExeuntException of category DATA if a file is invalid
     */
    public void restore(Path directory, List<String> earlierWarnings) {
        warnings.addAll(earlierWarnings);
        Path file = directory.resolve(RunRecorder.ROUNDS);
        feedback = RunArchive.feedback(file);
        List<EvaluationLine> earlier = RunArchive.evaluations(file);
        evaluations.addAll(earlier);
        if (!earlier.isEmpty()) {
            int newest = earlier.get(earlier.size() - 1).round();
            earlier.stream()
                    .filter(figures -> figures.round() > newest - AVERAGED_ROUNDS)
                    .forEach(figures -> last.addLast(RunArchive.evaluation(
                            directory.resolve(RunRecorder.CLIENTS), directory.resolve(RunRecorder.EXITS), figures)));
            feedback = feedback.with(last.getLast());
        }
    }

    /** Returns what samplers and policies learn from. */
    public Feedback feedback() {
        return feedback;
    }

    /** Returns all rounds so far, without some details of earlier ones as in {@link Feedback#rounds}. */
    public List<RoundRecord> rounds() {
        return feedback.rounds();
    }

    /** Returns the means of all evaluations so far. */
    public List<EvaluationLine> evaluations() {
        return List.copyOf(evaluations);
    }

    /** Returns the latest evaluation; requires that there is one. */
    public EvaluationRecord newest() {
        return last.getLast();
    }

    /** Returns the evaluations of the last five rounds up to the newest one, oldest first. */
    List<EvaluationRecord> lastEvaluations() {
        return List.copyOf(last);
    }

    /** Returns all warnings so far. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Returns the first evaluation with the highest mean accuracy; requires that there is one. */
    EvaluationLine best() {
        return evaluations.stream()
                .reduce((best, next) -> next.meanAccuracy() > best.meanAccuracy() ? next : best)
                .orElseThrow();
    }
}
