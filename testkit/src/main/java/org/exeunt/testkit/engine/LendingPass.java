package org.exeunt.testkit.engine;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.exeunt.api.Exit;
import org.exeunt.api.objective.ForwardPass;

/**
 * A forward pass that promises no more than {@link ForwardPass} does: its logits and features have a row of NaN behind
 * the batch, and are NaN once the call has ended. A caller that reads more than the batch, or later, computes other
 * values than with the toy engine, as it may with engines that reuse their arrays.
 */
public class LendingPass extends ForwardingPass {
    private final Map<double[], double[]> lent = new IdentityHashMap<>();

    /** Creates a pass that lends copies of the arrays of {@code pass}. */
    public LendingPass(ForwardPass pass) {
        super(pass);
    }

    /** Ends the call in which the arrays may be used. */
    protected void end() {
        lent.values().forEach(copy -> Arrays.fill(copy, Double.NaN));
    }

    private double[] lend(double[] values, int width) {
        return lent.computeIfAbsent(values, original -> {
            int batch = size() * width;
            double[] copy = Arrays.copyOf(original, batch + width);
            Arrays.fill(copy, batch, copy.length, Double.NaN);
            return copy;
        });
    }

    @Override
    public double[] logits(Exit exit) {
        return lend(super.logits(exit), classes());
    }

    @Override
    public double[] logits(String head) {
        return lend(super.logits(head), classes());
    }

    @Override
    public double[] feature(Exit exit) {
        return lend(super.feature(exit), featureSize(exit));
    }
}
