package org.exeunt.runtime.record;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.exeunt.api.record.EvaluationRecord;
import org.exeunt.api.record.RoundRecord;
import org.exeunt.api.record.RunTracker;

/** Remembers what a summary is made of: every round, the last evaluations, and every warning. */
public final class RunHistory implements RunTracker {
    /** How many evaluations the final figures are averaged over. */
    static final int LAST = 5;

    private final List<RoundRecord> rounds = new ArrayList<>();
    private final Deque<EvaluationRecord> last = new ArrayDeque<>();
    private final List<String> warnings = new ArrayList<>();
    private EvaluationRecord best;

    @Override
    public void warned(String sentence) {
        warnings.add(sentence);
    }

    @Override
    public void finished(RoundRecord round) {
        rounds.add(round);
    }

    @Override
    public void evaluated(EvaluationRecord evaluation) {
        last.addLast(evaluation);
        if (last.size() > LAST) {
            last.removeFirst();
        }
        best = best == null || evaluation.meanAccuracy() > best.meanAccuracy() ? evaluation : best;
    }

    /** Returns all rounds so far. */
    public List<RoundRecord> rounds() {
        return List.copyOf(rounds);
    }

    /** Returns the newest evaluation; there must have been one. */
    public EvaluationRecord newest() {
        return last.getLast();
    }

    /** Returns the last evaluations, at most five, oldest first. */
    List<EvaluationRecord> lastEvaluations() {
        return List.copyOf(last);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Returns the first evaluation of the highest mean accuracy; there must have been one. */
    EvaluationRecord best() {
        return best;
    }
}
