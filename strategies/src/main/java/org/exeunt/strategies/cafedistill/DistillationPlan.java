package org.exeunt.strategies.cafedistill;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.FrozenAuxiliaryHead;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.Payload;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.cafedistill.CafeDistillOptions.CrossEntropyScale;

/**
 * The exits that one client trains in one round: with labels, with its teacher, or both.
 *
 * @param labelled exits with a cross-entropy term; always includes the exit that teaches
 * @param labelWeight factor on each cross-entropy
 * @param distilled exits that learn from the teacher
 * @param depth the deepest active student of this round or, without one, of the last round that had one; at least 1
 */
record DistillationPlan(ExitSet labelled, double labelWeight, ExitSet distilled, int depth) {
    /**
     * Returns the plan of a client. In rounds without an active student, the reference code continues to distil into
     * the students up to the depth of their last activity, initially exit 1. Of its students, all but the deepest learn
     * from labels.
     *
     * @param exits number of the exit that teaches, m
     * @param active exits that the coordination policy chose
     * @param lastDepth depth of the client's previous plan; 1 before the first
     */
    static DistillationPlan of(CafeDistillOptions options, int exits, ExitSet active, int lastDepth) {
        Exit last = new Exit(exits);
        ExitSet students = active.minus(last);
        boolean reference = options.preset() == Preset.REFERENCE;
        ExitSet distilled = reference && students.isEmpty() ? ExitSet.upTo(Math.min(lastDepth, exits - 1)) : students;
        ExitSet labelled =
                reference && !distilled.isEmpty() ? distilled.minus(new Exit(distilled.deepest())) : distilled;
        if (options.crossEntropyOnInactive()) {
            for (Exit exit : ExitSet.upTo(exits)) {
                labelled = active.contains(exit) ? labelled : labelled.plus(exit);
            }
        }
        return new DistillationPlan(
                labelled.plus(last),
                options.crossEntropyScale() == CrossEntropyScale.SUM ? 1 : 1.0 / exits,
                options.lambda() == 0 ? ExitSet.none() : distilled,
                students.isEmpty() ? lastDepth : students.deepest());
    }

    /** Returns all exits that learn. */
    ExitSet exits() {
        return labelled.union(distilled);
    }

    /**
     * Returns the objective {@code scale * (CE_m + sum CE_k) + lambda * sum KD_k} of the client. Heads of exits without
     * a term are not trained.
     *
     * @param received download with the teachers
     */
    Objective objective(CafeDistillOptions options, NetworkSpec network, Payload received) {
        ParameterLayout layout = network.layout();
        ExitSet exits = exits();
        Exit last = new Exit(labelled.deepest());
        Objective objective = Objective.over(exits, layout.trained(exits));
        for (Exit exit : labelled) {
            objective = objective.with(new CrossEntropy(exit, labelWeight));
        }
        if (distilled.isEmpty()) {
            return objective;
        }
        List<FrozenAuxiliaryHead> heads = TeacherPayload.heads(received, last);
        for (FrozenAuxiliaryHead head : heads) {
            objective = objective.with(head);
        }
        Teacher teacher = teacher(options, last, heads, received);
        for (Exit student : distilled) {
            objective = objective.with(new Distillation(
                    student, teacher, options.lambda(), options.temperature(), options.distillIntoBackbone()));
        }
        return objective;
    }

    private static Teacher teacher(
            CafeDistillOptions options, Exit last, List<FrozenAuxiliaryHead> heads, Payload received) {
        return switch (options.teacherMode()) {
            case OVERWRITE_LAST -> Teacher.live(last);
            case FROZEN_SEPARATE -> Teacher.frozen(heads.get(0).name());
            case ENSEMBLE ->
                Teacher.ensemble(
                        heads.stream().map(FrozenAuxiliaryHead::name).toList(), TeacherPayload.weights(received));
        };
    }
}
