package org.exeunt.strategies.cafedistill;

import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.CrossEntropyScale;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.StudentCrossEntropy;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.Warmup;

/**
 * What one client learns in one round.
 *
 * @param labelled exits with cross-entropy, the final exit among them
 * @param labelWeight factor on each cross-entropy
 * @param distilled exits that learn from the teacher
 * @param depth the deepest student that was active in this round or, if none was, the last time one was; at least 1
 */
record DistillationPlan(ExitSet labelled, double labelWeight, ExitSet distilled, int depth) {
    /**
     * Returns the lesson of a client.
     *
     * @param exits of the network, m
     * @param active exits, as the coordination policy says
     * @param lastDepth of the client's last lesson, 1 before the first
     */
    static DistillationPlan of(CafeDistillOptions options, int exits, ExitSet active, int lastDepth) {
        Exit last = new Exit(exits);
        ExitSet students = active.minus(last);
        boolean repeat = students.isEmpty() && options.warmup() == Warmup.DISTILL_FIRST;
        ExitSet distilled = repeat ? ExitSet.upTo(Math.min(lastDepth, exits - 1)) : students;
        boolean spareDeepest = repeat || options.studentCrossEntropy() == StudentCrossEntropy.ALL_BUT_DEEPEST;
        ExitSet labelled =
                spareDeepest && !distilled.isEmpty() ? distilled.minus(new Exit(distilled.deepest())) : distilled;
        if (options.crossEntropyOnInactive()) {
            for (Exit exit : ExitSet.upTo(exits)) {
                labelled = active.contains(exit) ? labelled : labelled.plus(exit);
            }
        }
        return new DistillationPlan(
                labelled.plus(last),
                labelWeight(options.crossEntropyScale(), exits, students.size()),
                options.lambda() == 0 ? ExitSet.none() : distilled,
                students.isEmpty() ? lastDepth : students.deepest());
    }

    private static double labelWeight(CrossEntropyScale scale, int exits, int students) {
        return switch (scale) {
            case MEAN -> 1.0 / exits;
            case SUM -> 1;
            case ACTIVE_MEAN -> 1.0 / (1 + students);
        };
    }

    /** Returns all exits that learn. */
    ExitSet exits() {
        return labelled.union(distilled);
    }
}
