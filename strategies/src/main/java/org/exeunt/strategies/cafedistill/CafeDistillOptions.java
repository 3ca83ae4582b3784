package org.exeunt.strategies.cafedistill;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.strategies.Preset;

/**
 * Options of CAFEDistill, including every point that the paper leaves open.
 *
 * <p>{@code preset} selects the defaults of all options; an option that is set explicitly overrides the preset. The
 * README of this package has the table of open points, RN1 to RN18, with the option that decides each and the value of
 * each preset.
 *
 * @param preset also selects the default coordination policy: {@code progressive-depth} for the paper,
 *     {@code least-conflict} for the reference
 * @param lambda weight of the divergence, 0.2 for AG News in the reference; 0 disables distillation
 * @param mu strength of the regulariser in the quadratic program, 0.15 for AG News in the reference; towards 0 every
 *     client is its own teacher, towards infinity all teachers have the same weight
 * @param temperature tau
 * @param teacherMode RN12
 * @param teacherExit which exit teaches; ours, neither of the paper nor of its code
 * @param similarityVector RN3
 * @param quadraticProgram RN2
 * @param teacherPool RN13
 * @param mixingOrder RN18
 * @param crossEntropyScale RN11; replaces the {@code exit-weights} of other strategies
 * @param crossEntropyOnInactive RN8
 * @param warmup RN9
 * @param studentCrossEntropy whether the deepest student also learns from labels
 * @param distillIntoBackbone RN16
 * @param aggregationWeights p_i of the backbone average
 */
public record CafeDistillOptions(
        @Option(
                        value = "Defaults of the other options: those of the paper or of its reference code",
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
        @Option(
                        value = "Vectors that are compared to compute the similarity of clients",
                        defaultValue = "last-head-delta")
                SimilarityVector similarityVector,
        @Option(value = "Quadratic program that determines the teacher weights", defaultValue = "similarity-l2-uniform")
                QuadraticProgram quadraticProgram,
        @Option(value = "Clients whose final heads form the teachers", defaultValue = "sampled")
                TeacherPool teacherPool,
        @Option(
                        value = "Order in which the server computes the teachers of a cohort",
                        defaultValue = "simultaneous",
                        presets = "reference=one-after-the-other")
                MixingOrder mixingOrder,
        @Option(value = "Factor on the cross-entropy of every exit", defaultValue = "mean")
                CrossEntropyScale crossEntropyScale,
        @Option(value = "Whether inactive exits also learn from labels", defaultValue = "false")
                boolean crossEntropyOnInactive,
        @Option(
                        value = "Exits of a client that learn in rounds without an active student",
                        defaultValue = "last-only",
                        presets = "reference=distill-first")
                Warmup warmup,
        @Option(
                        value = "Active students that also learn from labels",
                        defaultValue = "all",
                        presets = "reference=all-but-deepest")
                StudentCrossEntropy studentCrossEntropy,
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

    /** Vectors that are compared between clients. */
    public enum SimilarityVector {
        /** The change of the final head in local training: the accumulated gradient. */
        LAST_HEAD_DELTA,
        /** The parameters of the final head; with common initial heads all cosines are near 1. */
        LAST_HEAD_PARAMETERS,
        /** The heads of each depth: the mean of their cosines, the sum of their distances. All heads are sent up. */
        SAME_DEPTH_PARAMETERS
    }

    /** Objective of the program over the simplex, with u the uniform and p the data-size weights of the pool. */
    public enum QuadraticProgram {
        /** {@code -Sim.x + mu ||x - u||^2}. */
        SIMILARITY_L2_UNIFORM,
        /** {@code -Sim.x + mu ||x - p||^2}. */
        SIMILARITY_L2_DATA_SIZE,
        /** {@code +d.x + mu ||x - u||^2}, with d the squared distances of the compared vectors. */
        DISTANCE_L2
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

    /** Order in which the teachers of a cohort are computed. */
    public enum MixingOrder {
        /** All from the heads that clients uploaded. */
        SIMULTANEOUS,
        /** In client order, each from the heads as earlier clients' teachers have overwritten them. */
        ONE_AFTER_THE_OTHER
    }

    /** Factor on every cross-entropy. */
    public enum CrossEntropyScale {
        /** {@code 1/m}. */
        MEAN,
        /** 1. */
        SUM,
        /** {@code 1 / (1 + number of active students)}. */
        ACTIVE_MEAN
    }

    /** Exits that learn in rounds in which a client has no active student. */
    public enum Warmup {
        /** The final exit only. */
        LAST_ONLY,
        /**
         * The final exit, and the students up to the depth of their last activity (initially exit 1), which continue to
         * distil; of these, all but the deepest also learn from labels.
         */
        DISTILL_FIRST
    }

    /** Active students that learn from labels. */
    public enum StudentCrossEntropy {
        /** All. */
        ALL,
        /** All except the deepest. */
        ALL_BUT_DEEPEST
    }
}
