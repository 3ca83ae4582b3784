package org.exeunt.api.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/**
 * An early-exit network in memory. A worker opens one and uses it for many clients: it loads parameters, trains or
 * evaluates, and reads parameters back.
 *
 * <p>For use by one thread. Parameters and optimiser velocities persist between calls; before a network is used for
 * another client, the caller loads every block that matters and resets the velocity.
 */
public interface Network extends AutoCloseable {
    /** Returns the sizes and costs of this network. */
    NetworkSpec spec();

    /** Sets the values of the given blocks; other blocks are unchanged. */
    void load(ParameterSet parameters);

    /** Returns a copy of the values of the given blocks. */
    ParameterSet read(BlockSet blocks);

    /** Sets the optimiser velocity of the given blocks; other blocks are unchanged. */
    void loadVelocity(ParameterSet velocity);

    /** Returns a copy of the optimiser velocity of the given blocks. */
    ParameterSet readVelocity(BlockSet blocks);

    /** Sets the optimiser velocity of the given blocks to zero. */
    default void resetVelocity(BlockSet blocks) {
        loadVelocity(ParameterSet.zeros(blocks));
    }

    /**
     * Minimises an objective by mini-batch SGD with momentum, or by Adam.
     *
     * <p>Each step runs one forward pass through the stages that the objective needs, computes the gradients of the
     * loss terms, runs one backward pass and adds the gradients of the parameter terms. With {@code g} the resulting
     * gradient, SGD then updates {@code d = g + decay * w; v = momentum * v + d; w = w - rate * v}. Examples are
     * shuffled every epoch; the last batch may be smaller and is averaged over its own size. Trainable modules,
     * auxiliary heads and networks take the same steps, starting from their own parameters with zero velocity. All
     * networks read the same values of a batch.
     *
     * <p>In step t, Adam updates {@code m = b1 * m + (1 - b1) * d; s = b2 * s + (1 - b2) * d * d;
     * w = w - rate * m / (1 - b1^t) / (sqrt(s / (1 - b2^t)) + epsilon)}, where b1 is the momentum. Its moments m and s
     * start at zero in every call, and velocities are unchanged.
     *
     * <p>Blocks outside {@link Objective#trainable()} and their velocities are unchanged. The running statistics of a
     * stage or head are updated if a block of that stage or head is trainable and a loss term adds a gradient that
     * reaches it, and are unchanged if no block of it is trainable.
     *
     * @param random the only source of randomness: shuffling, then dropout if any
     * @return the report, with the trained values of trainable auxiliary heads, networks and modules; a non-finite loss is
     *     reported, not thrown
     */
    TrainingReport train(Objective objective, Examples examples, LocalTraining training, RandomGenerator random);

    /**
     * Returns the gradient of an objective at the loaded parameters, with all examples as one batch in training mode.
     * Parameters, running statistics and velocities are restored afterwards.
     *
     * @param examples at least one
     * @param random source of randomness for dropout, if any
     * @return the gradient for {@link Objective#trainable()}, including penalties; all NaN if the value of the
     *     objective is not finite
     */
    default ParameterSet gradient(Objective objective, Examples examples, RandomGenerator random) {
        BlockSet trainable = objective.trainable();
        ParameterSet parameters = read(spec().layout().all());
        ParameterSet velocity = readVelocity(trainable);
        resetVelocity(trainable);
        // without momentum and decay, the velocity after one step is the gradient itself: v = 0 * v + g
        TrainingReport report = train(objective, examples, new LocalTraining(1, examples.size(), 1, 0, 0), random);
        ParameterSet gradient = readVelocity(trainable);
        load(parameters);
        loadVelocity(velocity);
        if (Double.isFinite(report.loss())) {
            return gradient;
        }
        float[] undefined = new float[trainable.size()];
        Arrays.fill(undefined, Float.NaN);
        return ParameterSet.of(trainable, undefined);
    }

    /**
     * Runs all exits on every example in inference mode, batch by batch in order. Does not change any state.
     *
     * @param visitor called once per batch; the pass is valid during the call only
     */
    void forward(Examples examples, Consumer<? super ForwardPass> visitor);

    /**
     * Returns the pooled features of all examples in inference mode.
     *
     * @return {@code [examples, features]} for each exit, shallowest first
     */
    default List<float[]> features(Examples examples) {
        List<float[]> all = new ArrayList<>();
        forward(examples, pass -> {
            for (Exit exit : pass.exits()) {
                int width = pass.featureSize(exit);
                if (all.size() < exit.number()) {
                    all.add(new float[examples.size() * width]);
                }
                double[] feature = pass.feature(exit);
                int from = pass.example(0) * width;
                for (int i = 0; i < pass.size() * width; i++) {
                    all.get(exit.index())[from + i] = (float) feature[i];
                }
            }
        });
        return all;
    }

    /**
     * Returns the mean cross-entropy of some exits over examples, in inference mode; NaN without examples or exits.
     *
     * @param exits exits of this network
     */
    default double crossEntropy(Examples examples, ExitSet exits) {
        double[] sum = new double[1];
        forward(examples, pass -> {
            int classes = pass.classes();
            double[] probabilities = new double[classes];
            for (Exit exit : exits) {
                double[] logits = pass.logits(exit);
                for (int row = 0; row < pass.size(); row++) {
                    double logSum = Softmax.row(logits, row * classes, classes, 1, probabilities);
                    sum[0] += logSum - logits[row * classes + pass.label(row)];
                }
            }
        });
        return sum[0] / ((double) examples.size() * exits.size());
    }

    /**
     * Runs every example until a rule lets it leave; deeper stages are not computed for it.
     *
     * @return one decision per example, in order
     */
    default List<ExitDecision> infer(Examples examples, ExitRule rule) {
        return infer(examples, rule, PersonalRule.NONE);
    }

    /**
     * Runs every example until a rule lets it leave; deeper stages are not computed for it.
     *
     * @param personal applied at each exit that an example reaches, once, before {@code rule} sees the probabilities
     * @return one decision per example, in order
     */
    List<ExitDecision> infer(Examples examples, ExitRule rule, PersonalRule personal);

    /** Releases the memory of the network. */
    @Override
    void close();
}
