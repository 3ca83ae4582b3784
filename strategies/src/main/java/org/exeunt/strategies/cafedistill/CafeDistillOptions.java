package org.exeunt.strategies.cafedistill;

import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.TeacherWeights;

/**
 * Everything about CAFEDistill that the paper fixes or leaves open. {@code preset} sets all defaults at once; single options still win.
 *
 * <p>Gaps of the paper, and where each is decided. "Reference" is the behaviour of the authors' code; where only one value is given, both
 * presets share it.
 *
 * <table>
 * <caption>Reconstruction notes</caption>
 * <tr><th>note</th><th>question</th><th>option</th><th>paper</th><th>reference</th></tr>
 * <tr><td>RN1</td><td>architecture of the exit heads</td><td>{@code network.head}</td><td colspan="2">linear: only there is a mixture of heads
 *     a mixture of logits</td></tr>
 * <tr><td>RN2</td><td>quadratic program</td><td>{@code quadratic-program}</td><td colspan="2">similarity-l2-uniform</td></tr>
 * <tr><td>RN3</td><td>what is compared</td><td>{@code similarity-vector}</td><td colspan="2">last-head-delta</td></tr>
 * <tr><td>RN4</td><td>similar to whom</td><td>{@code coordination.depth-selection}</td><td>greedy</td><td>least-conflict</td></tr>
 * <tr><td>RN5</td><td>ties, first greedy pick</td><td>none</td><td colspan="2">lower client; largest total similarity</td></tr>
 * <tr><td>RN6</td><td>what the budget is a share of</td><td>{@code coordination.budget}</td><td colspan="2">student-exits</td></tr>
 * <tr><td>RN7</td><td>budget over all clients or the cohort</td><td>none</td><td colspan="2">the cohort</td></tr>
 * <tr><td>RN8</td><td>cross-entropy on inactive exits</td><td>{@code cross-entropy-on-inactive}</td><td colspan="2">false</td></tr>
 * <tr><td>RN9</td><td>rounds without an active student</td><td>{@code warmup}</td><td>last-only</td><td>distill-first</td></tr>
 * <tr><td>RN10</td><td>form of the divergence</td><td>{@code temperature}</td><td colspan="2">2; times its square; KL(teacher || student); batch
 *     mean</td></tr>
 * <tr><td>RN11</td><td>scale of cross-entropy</td><td>{@code cross-entropy-scale}</td><td colspan="2">mean</td></tr>
 * <tr><td>RN12</td><td>is the mixed head the personal final exit, too</td><td>{@code teacher-mode}</td><td>frozen-separate</td>
 *     <td>overwrite-last</td></tr>
 * <tr><td>RN13</td><td>teachers under partial participation</td><td>{@code teacher-pool}</td><td colspan="2">sampled</td></tr>
 * <tr><td>RN14</td><td>conflict slows the ramp</td><td>{@code coordination.conflict-feedback}</td><td>false</td><td>true</td></tr>
 * <tr><td>RN15</td><td>velocity of an overwritten head</td><td>none</td><td colspan="2">reset, if velocities survive rounds at all</td></tr>
 * <tr><td>RN16</td><td>divergence gradients reach the backbone</td><td>{@code distill-into-backbone}</td><td colspan="2">true</td></tr>
 * <tr><td>RN17</td><td>clients that were never in a cohort</td><td>none</td><td colspan="2">their initial final head is their teacher; whether
 *     initial heads are common is said by {@code training.personal-head-init}</td></tr>
 * <tr><td>-</td><td>cross-entropy of the deepest student</td><td>{@code student-cross-entropy}</td><td>all</td><td>all-but-deepest</td></tr>
 * <tr><td>-</td><td>ramp, first round of the ramp</td><td>{@code coordination.ramp}, {@code .round-base}</td><td>0.5, 1</td><td>0.5, 0</td></tr>
 * </table>
 *
 * @param preset the coordination policy that is usual is {@code progressive-depth} for the paper, {@code least-conflict} for the reference
 * @param lambda weight of the divergence, 0.2 for AG News in the reference; 0 leaves it out
 * @param mu strength of the program's regulariser, 0.15 for AG News in the reference; towards 0 every client is its own teacher, towards
 *     infinity all teachers count alike
 * @param temperature tau
 * @param teacherMode RN12
 * @param similarityVector RN3
 * @param quadraticProgram RN2
 * @param teacherPool RN13
 * @param crossEntropyScale RN11; stands in the place of the {@code exit-weights} of other strategies
 * @param crossEntropyOnInactive RN8
 * @param warmup RN9
 * @param studentCrossEntropy whether the deepest student learns from labels, too
 * @param distillIntoBackbone RN16
 * @param aggregationWeights p_i of the backbone's mean
 * @param teacherWeights who solves the program
 */
public record CafeDistillOptions(
        @Option(value = "Which defaults hold: the paper's or those of its reference code", defaultValue = "paper")
                Preset preset,
        @Option(value = "Weight of the students' divergence from the teacher", min = 0, max = 100, defaultValue = "1.0")
                double lambda,
        @Option(
                        value = "How strongly teacher weights are drawn towards all alike",
                        min = 1e-6,
                        max = 1e6,
                        defaultValue = "0.6")
                double mu,
        @Option(value = "Temperature of teacher and student", min = 0.1, max = 100, defaultValue = "2.0")
                double temperature,
        @Option(
                        value = "What a client does with its mixed teacher head",
                        defaultValue = "frozen-separate",
                        presets = "reference=overwrite-last")
                TeacherMode teacherMode,
        @Option(value = "What tells how alike two clients are", defaultValue = "last-head-delta")
                SimilarityVector similarityVector,
        @Option(value = "Quadratic program of the teacher weights", defaultValue = "similarity-l2-uniform")
                QuadraticProgram quadraticProgram,
        @Option(value = "Whose final heads are mixed", defaultValue = "sampled") TeacherPool teacherPool,
        @Option(value = "Factor on every cross-entropy", defaultValue = "mean") CrossEntropyScale crossEntropyScale,
        @Option(value = "Whether exits that are not active learn from labels all the same", defaultValue = "false")
                boolean crossEntropyOnInactive,
        @Option(
                        value = "What learns while no student is active",
                        defaultValue = "last-only",
                        presets = "reference=distill-first")
                Warmup warmup,
        @Option(
                        value = "Which active students learn from labels, too",
                        defaultValue = "all",
                        presets = "reference=all-but-deepest")
                StudentCrossEntropy studentCrossEntropy,
        @Option(value = "Whether distillation trains the stages below a student, too", defaultValue = "true")
                boolean distillIntoBackbone,
        @Option(value = "How much each client counts in the backbone's mean", defaultValue = "data-size")
                AggregationWeights aggregationWeights,
        @Option(value = "Solver of the teacher weights' program", defaultValue = "{\"type\": \"simplex-closed-form\"}")
                PluginChoice<TeacherWeights> teacherWeights) {

    /** Sets of defaults. */
    public enum Preset {
        /** The paper's, gaps filled by what its text implies. */
        PAPER,
        /** The behaviour of the authors' code. */
        REFERENCE
    }

    /** What the aggregated teacher head Phi_i is to client i. */
    public enum TeacherMode {
        /** A head beside the network that only answers; the client's own final head stays its own. */
        FROZEN_SEPARATE,
        /** It replaces the client's final head, goes on learning from labels and teaches as it is. */
        OVERWRITE_LAST,
        /**
         * There is none: students learn from the mixture of the teachers' probabilities. Every teacher with a positive weight is sent, as it
         * last was, with its weight.
         */
        ENSEMBLE
    }

    /** What is compared between clients. */
    public enum SimilarityVector {
        /** The final head after local training minus before: the accumulated gradient. */
        LAST_HEAD_DELTA,
        /** The final head itself; with common initial heads all cosines are near 1. */
        LAST_HEAD_PARAMETERS,
        /** Heads of the same depth, all depths: the mean of their cosines, the sum of their distances. All heads are sent up. */
        SAME_DEPTH_PARAMETERS
    }

    /** Objective of the program over the simplex, u the uniform and p the data-size weights of the pool. */
    public enum QuadraticProgram {
        /** {@code -Sim.x + mu ||x - u||^2}. */
        SIMILARITY_L2_UNIFORM,
        /** {@code -Sim.x + mu ||x - p||^2}. */
        SIMILARITY_L2_DATA_SIZE,
        /** {@code +d.x + mu ||x - u||^2}, d the squared distances of what is compared. */
        DISTANCE_L2
    }

    /** Whose final heads may teach. */
    public enum TeacherPool {
        /** Those of the round's cohort. */
        SAMPLED,
        /** Those of every client that ever trained, as they last were; never compared counts as similarity 0. */
        ALL_CACHED
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

    /** What learns in a client's rounds without an active student. */
    public enum Warmup {
        /** The final exit. */
        LAST_ONLY,
        /** The students up to the depth last active distil all the same, at first exit 1; those below the deepest learn from labels, too. */
        DISTILL_FIRST
    }

    /** Which active students learn from labels. */
    public enum StudentCrossEntropy {
        /** All. */
        ALL,
        /** All but the deepest. */
        ALL_BUT_DEEPEST
    }
}
