package org.exeunt.strategies.cafedistill;

import java.util.ArrayList;
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

/** What a client minimises: {@code scale * (CE_m + sum CE_k) + lambda * sum KD_k}; exits without a term are not touched at all. */
final class LessonObjective {
    private LessonObjective() {}

    static Objective of(CafeDistillOptions options, DistillationPlan lesson, NetworkSpec network, Payload received) {
        ParameterLayout layout = network.layout();
        ExitSet exits = lesson.exits();
        Objective objective = Objective.over(exits, layout.backbone().union(layout.heads(exits)));
        for (Exit exit : lesson.labelled()) {
            objective = objective.with(new CrossEntropy(exit, lesson.labelWeight()));
        }
        if (lesson.distilled().isEmpty()) {
            return objective;
        }
        List<FrozenAuxiliaryHead> heads = TeacherPayload.heads(received, network.finalExit());
        for (FrozenAuxiliaryHead head : heads) {
            objective = objective.with(head);
        }
        Teacher teacher = teacher(options, network.finalExit(), heads, received);
        for (Exit student : lesson.distilled()) {
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
            case ENSEMBLE -> {
                List<String> names = new ArrayList<>();
                heads.forEach(head -> names.add(head.name()));
                yield Teacher.ensemble(names, TeacherPayload.weights(received));
            }
        };
    }
}
