package org.exeunt.runtime.store;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.exeunt.api.Round;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunTracker;

/** Remembers what a summary is made of: every round, the last evaluations, and every warning. */
public final class RunHistory implements RunTracker {
    /** How many rounds the evaluations lie in that the final figures are averaged over. */
    static final int LAST = 5;

    private final List<RoundRecord> rounds = new ArrayList<>();
    private final Deque<EvaluationRecord> last = new ArrayDeque<>();
    private final List<RunArchive.Evaluated> evaluations = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private RunArchive.Evaluated best;

    @Override
    public void warning(String sentence) {
        warnings.add(sentence);
    }

    @Override
    public void roundFinished(RoundRecord round) {
        rounds.add(round);
    }

    @Override
    public void evaluationFinished(EvaluationRecord evaluation) {
        last.addLast(evaluation);
        // by rounds and not by number: evaluations far apart would reach back to when exits had not learned
        int newest = evaluation.round().number();
        last.removeIf(earlier -> earlier.round().number() <= newest - LAST);
        add(RunArchive.Evaluated.of(evaluation));
    }

    private void add(RunArchive.Evaluated figures) {
        evaluations.add(figures);
        best = best == null || figures.meanAccuracy() > best.meanAccuracy() ? figures : best;
    }

    /**
     * Remembers what an earlier part of the run wrote.
     *
     * @param directory whose files hold that part alone
     * @param told warnings so far
     * @throws org.exeunt.api.error.ExeuntException of category DATA if a file is not what a run writes
     */
    public void restore(Path directory, List<String> told) {
        warnings.addAll(told);
        Path file = directory.resolve(RunRecorder.ROUNDS);
        rounds.addAll(RunArchive.rounds(file));
        List<RunArchive.Evaluated> before = RunArchive.evaluations(file);
        before.forEach(this::add);
        if (!before.isEmpty()) {
            int newest = before.get(before.size() - 1).round();
            before.stream()
                    .filter(figures -> figures.round() > newest - LAST)
                    .forEach(figures -> last.addLast(RunArchive.evaluation(
                            directory.resolve(RunRecorder.CLIENTS),
                            directory.resolve(RunRecorder.EXITS),
                            new Round(figures.round()))));
        }
    }

    /** Returns all rounds so far. */
    public List<RoundRecord> rounds() {
        return List.copyOf(rounds);
    }

    /** Returns the figures of all evaluations so far. */
    public List<RunArchive.Evaluated> evaluations() {
        return List.copyOf(evaluations);
    }

    /** Returns whether there was an evaluation. */
    public boolean isEvaluated() {
        return !last.isEmpty();
    }

    /** Returns the newest evaluation; there must have been one. */
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

    /** Returns the first evaluation of the highest mean accuracy; there must have been one. */
    RunArchive.Evaluated best() {
        return best;
    }
}
