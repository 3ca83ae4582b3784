package org.exeunt.api.objective;

import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.Block;

/**
 * The forward pass of one batch: logits and features for loss terms to read, and gradient arrays to add to.
 *
 * <p>Arrays are row-major, {@code [batch, classes]} or {@code [batch, features]}, float64, owned by the engine and
 * valid during the call only. Only the first {@link #size()} rows are used; arrays may be longer. Logits and features
 * must not be modified. Gradient arrays start at zero. In inference, methods that return a gradient throw an
 * {@link IllegalStateException}.
 *
 * <p>For use by the calling thread.
 */
public interface ForwardPass {
    /** Name of the main network, whose {@code train} was called, in {@link #network}. */
    String MAIN = "main";

    /** Returns the number of examples in the batch. */
    int size();

    /** Returns the number of classes. */
    int classes();

    /** Returns the exits that have logits. */
    ExitSet exits();

    /**
     * Returns the label of an example.
     *
     * @param row row of the batch, 0-based
     * @return 0-based class
     */
    int label(int row);

    /**
     * Returns which example is in a row of the batch. Terms use it to look up what they store for each example, such as
     * weights, or logits of a teacher.
     *
     * @param row row of the batch, 0-based
     * @return index into the examples that were given to {@code train}, {@code gradient} or {@code forward}, 0-based
     */
    int example(int row);

    /** Returns the logits of an exit, {@code [batch, classes]}. */
    double[] logits(Exit exit);

    /**
     * Returns the logits of an auxiliary head of the objective, {@code [batch, classes]}.
     *
     * @param head name of the head
     */
    double[] logits(String head);

    /** Returns the number of values per example in {@link #feature}. */
    int featureSize(Exit exit);

    /**
     * Returns the pooled feature of an exit of the objective, {@code [batch, features]}: the input of the head's
     * classifier.
     */
    double[] feature(Exit exit);

    /**
     * Returns the gradient at the logits of an exit, {@code [batch, classes]}; it flows through the head into the
     * stages.
     */
    double[] logitGradient(Exit exit);

    /**
     * Returns a second gradient at the logits of an exit, {@code [batch, classes]}, that trains the head but does not
     * flow into the stages.
     */
    double[] headOnlyGradient(Exit exit);

    /**
     * Returns the gradient at the logits of a trainable auxiliary head, {@code [batch, classes]}; it does not flow into
     * the stages.
     *
     * @param head name of the head
     * @throws IllegalArgumentException if the objective has no trainable auxiliary head of this name
     */
    double[] logitGradient(String head);

    /**
     * Returns the gradient at the pooled feature of an exit of the objective, {@code [batch, features]}; it flows into
     * the stages, and into those layers of the head that precede the feature.
     */
    double[] featureGradient(Exit exit);

    /**
     * Returns the current values of a block of the network, in row-major order; not to be modified. If the head of an
     * exit has one block with two axes, this maps the {@link #feature} to the logits: a {@link LinearMap} with weights
     * {@code [classes, features]}, and the bias that follows it.
     */
    double[] parameters(Block block);

    /**
     * Returns the gradient at the values of a block of the network, in row-major order, to which that of the logits and
     * features is added. Without effect for blocks that are not trainable.
     */
    double[] parameterGradient(Block block);

    /**
     * Returns the current values of a module of the objective, in the order of its layout; not to be modified.
     *
     * @param name name of a {@link TrainableModule}
     * @throws IllegalArgumentException if the objective has no module of this name
     */
    double[] module(String name);

    /**
     * Returns the gradient at the values of a module of the objective, in the order of its layout.
     *
     * @param name name of a {@link TrainableModule}
     * @throws IllegalArgumentException if the objective has no module of this name
     */
    double[] moduleGradient(String name);

    /**
     * Returns the pass of a network of the objective for the same batch, to read logits and features. Its methods that
     * return a gradient throw an {@link IllegalStateException}.
     *
     * @param name name of an {@link AuxiliaryNetwork}, or {@link #MAIN}
     * @throws IllegalArgumentException if the objective has no network of this name
     */
    ForwardPass network(String name);

    /** Returns this pass without its methods that return a gradient, which throw an {@link IllegalStateException}. */
    default ForwardPass readOnly() {
        return new ReadOnlyPass(this);
    }
}
