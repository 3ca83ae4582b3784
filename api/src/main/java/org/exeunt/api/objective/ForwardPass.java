package org.exeunt.api.objective;

import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;

/**
 * One batch after its forward pass: what loss terms read, and the gradients they add to.
 *
 * <p>Arrays are row-major, {@code [batch, classes]} or {@code [batch, features]}, owned by the engine and valid during the call only.
 * Only the first {@link #size()} rows count; arrays may be longer. Logits and features are for reading. Gradient arrays begin at zero and
 * are added to; in inference there are none and asking for one is an {@link IllegalStateException}.
 */
public interface ForwardPass {
    /** Returns the number of examples in the batch. */
    int size();

    /** Returns the number of classes. */
    int classes();

    /** Returns the exits whose logits are there. */
    ExitSet exits();

    /** Returns the label of an example of the batch, 0-based. */
    int label(int example);

    /** Returns the logits of an exit, {@code [batch, classes]}. */
    double[] logits(Exit exit);

    /** Returns the logits of a companion head of the objective, {@code [batch, classes]}. */
    double[] logits(String companion);

    /** Returns the length of {@link #feature} per example. */
    int featureSize(Exit exit);

    /** Returns the pooled feature of an exit that takes part, the vector that its head answers from, {@code [batch, features]}. */
    double[] feature(Exit exit);

    /** Returns the gradient at an exit's logits, {@code [batch, classes]}; it flows through head and stages. */
    double[] logitGradient(Exit exit);

    /** Returns a gradient at an exit's logits, {@code [batch, classes]}, that trains the head and stops there. */
    double[] headOnlyGradient(Exit exit);

    /**
     * Returns the gradient at the logits of a learning head, {@code [batch, classes]}; it trains that head and stops there.
     *
     * @throws IllegalArgumentException if the objective has no learning head of this name
     */
    double[] logitGradient(String companion);

    /**
     * Returns the gradient at the pooled feature of an exit that takes part, {@code [batch, features]}; it flows into the stages, and into
     * layers that the head has before the feature.
     */
    double[] featureGradient(Exit exit);
}
