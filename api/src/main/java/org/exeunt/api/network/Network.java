package org.exeunt.api.network;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/**
 * One resident early-exit network: parameters are loaded, trained and read back, client after client.
 *
 * <p>For one thread. Parameters and optimiser velocities stay as they are between calls; whoever hands the network to another client
 * loads every block that matters and resets the velocity.
 */
public interface Network extends AutoCloseable {
    /** Returns the sizes and costs of this network. */
    NetworkSpec facts();

    /** Overwrites the given blocks. */
    void load(ParameterSet parameters);

    /** Returns a copy of the given blocks. */
    ParameterSet read(BlockSet blocks);

    /** Overwrites the optimiser's velocity of the given blocks. */
    void loadVelocity(ParameterSet velocity);

    /** Returns a copy of the optimiser's velocity of the given blocks. */
    ParameterSet readVelocity(BlockSet blocks);

    /** Sets the optimiser's velocity of the given blocks to zero. */
    default void resetVelocity(BlockSet blocks) {
        loadVelocity(ParameterSet.zeros(blocks));
    }

    /**
     * Minimises an objective by mini-batch SGD. Blocks outside {@link Objective#trainable()} keep their bits, and so do their velocities.
     * Running statistics move with their stage: those of a stage without a trainable block keep their bits.
     *
     * <p>Each step: one forward pass through the stages the objective needs, loss gradients at the logits, one backward pass, parameter
     * terms, then with {@code g} the gradient: {@code d = g + decay * w; v = momentum * v + d; w = w - rate * v}. Examples are shuffled anew
     * every epoch; the last short batch is kept and counts by its own size. Learning heads of the objective take the same steps, each from its
     * own start with zero velocity.
     *
     * @param random the only source of randomness: shuffling, then dropout if any
     * @return what was done and what learning heads have become; a loss that is not finite is reported, not thrown
     */
    TrainingReport train(Objective objective, Examples examples, LocalTraining training, RandomGenerator random);

    /**
     * Returns the gradient of an objective at the loaded parameters, with all examples as one batch in training mode. Parameters, running
     * statistics and velocities are the same afterwards.
     *
     * @param examples at least one
     * @param random for dropout, if any
     * @return the gradient for {@link Objective#trainable()}, penalties included; NaN everywhere if the objective's value is not finite
     */
    default ParameterSet gradient(Objective objective, Examples examples, RandomGenerator random) {
        BlockSet trainable = objective.trainable();
        ParameterSet parameters = read(facts().layout().all());
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
     * Runs all exits on every example in inference mode, batch by batch in order, without changing any state.
     *
     * @param visitor sees each batch once; what it sees is valid during the call only
     */
    void forward(Examples examples, Consumer<? super ForwardPass> visitor);

    /**
     * Runs every example until a rule lets it leave; deeper stages are not computed for it.
     *
     * @return one departure an example, in order
     */
    List<ExitDecision> infer(Examples examples, ExitRule rule);

    /** Frees the network's memory. */
    @Override
    void close();
}
