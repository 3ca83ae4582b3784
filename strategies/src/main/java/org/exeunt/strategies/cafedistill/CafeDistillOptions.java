package org.exeunt.strategies.cafedistill;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.Preset;

/**
 * Options of CAFEDistill, among them those points that the paper leaves open and that were measured.
 *
 * <p>The README of this package has the table of open points, RN1 to RN18, with what decides each.
 *
 * @param preset decides the open points without an option (RN9, RN15, RN18), the default of {@code teacher-mode}, and
 *     the default coordination policy: {@code progressive-depth} for the paper, {@code least-conflict} for the
 *     reference
 * @param lambda weight of the divergence, 0.2 for AG News in the reference; 0 disables distillation
 * @param mu strength of the regulariser in the quadratic program, 0.15 for AG News in the reference; towards 0 every
 *     client is its own teacher, towards infinity all teachers have the same weight
 * @param temperature tau
 * @param teacherMode RN12
 * @param teacherExit which exit teaches; ours, neither of the paper nor of its code
 * @param teacherPool RN13
 * @param crossEntropyScale RN11; replaces the {@code exit-weights} of other strategies
 * @param crossEntropyOnInactive RN8
 * @param distillIntoBackbone RN16
 * @param aggregationWeights p_i of the backbone average
 */
public record CafeDistillOptions(
        @Option(
                        value = "What the paper leaves open: as the paper implies it, or as its reference code does",
                        defaultValue = "paper")
                Preset preset,
        @Option(
                        value = "Weight of the distillation loss of shallow exits; 0 disables distillation",
                        min = 0,
                        max = 100,
                        defaultValue = "1.0")
                double lambda,
        @Option(
                        value = "Strength of the regulariser that draws teacher weights towards its anchor",
                        min = 1e-6,
                        max = 1e6,
                        defaultValue = "0.6")
                double mu,
        @Option(
                        value = "Softmax temperature of teacher and students in distillation",
                        min = 0.1,
                        max = 100,
                        defaultValue = "2.0")
                double temperature,
        @Option(
                        value = "How a client uses its teacher",
                        defaultValue = "frozen-separate",
                        presets = "reference=overwrite-last")
                TeacherMode teacherMode,
        @Option(value = "Exit that teaches the shallower ones of a client", defaultValue = "final")
                TeacherExit teacherExit,
        @Option(value = "Clients whose final heads form the teachers", defaultValue = "sampled")
                TeacherPool teacherPool,
        @Option(value = "Factor on the cross-entropy of every exit", defaultValue = "mean")
                CrossEntropyScale crossEntropyScale,
        @Option(value = "Whether inactive exits also learn from labels", defaultValue = "false")
                boolean crossEntropyOnInactive,
        @Option(value = "Whether the gradients of distillation reach the backbone", defaultValue = "true")
                boolean distillIntoBackbone,
        @Option(value = "Weight of each client in the average of the backbones", defaultValue = "data-size")
                AggregationWeights aggregationWeights) {

    /** How client i uses its teacher head Phi_i. */
    public enum TeacherMode {
        /** As a separate frozen head that is only evaluated; the client's own final head is unchanged. */
        FROZEN_SEPARATE,
        /**
         * It replaces the final head of the client, continues to learn from labels and teaches with its current
         * parameters.
         */
        OVERWRITE_LAST,
        /**
         * Not at all: students learn from the weighted sum of the teachers' probabilities. Every teacher head with a
         * positive weight is sent, in its most recent version, with its weight.
         */
        ENSEMBLE
    }

    /** The exit that teaches, m in the equations. */
    public enum TeacherExit {
        /** The final exit, which every client has to train. */
        FINAL,
        /**
         * The deepest active exit of a client. Its teacher is a weighted sum of the heads of clients with the same one;
         * it neither receives nor trains later stages.
         */
        DEEPEST_HELD
    }

    /** Clients whose final heads may be teachers. */
    public enum TeacherPool {
        /** The clients of the round's cohort. */
        SAMPLED,
        /**
         * All clients that have trained, with their most recent heads; the similarity of clients that were never
         * compared is 0.
         */
        ALL_CACHED
    }

    /** Factor on every cross-entropy. */
    public enum CrossEntropyScale {
        /** {@code 1/m}. */
        MEAN,
        /** 1. */
        SUM
    }
}
