package org.exeunt.testkit.asserting;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.objective.ForwardPass;

/** A forward pass that may be looked at during one call alone, and whose logits must be left as they are. */
final class GuardedPass implements ForwardPass {
    private final ForwardPass pass;
    private final Map<Exit, double[]> shown = new TreeMap<>();
    private boolean over;

    GuardedPass(ForwardPass pass) {
        this.pass = pass;
        pass.exits().forEach(exit -> shown.put(exit, pass.logits(exit).clone()));
    }

    /** Ends the call. */
    void end() {
        over = true;
        shown.forEach((exit, before) -> Promise.require(
                Arrays.equals(before, pass.logits(exit)),
                Promise.CALLER,
                "the logits of exit %s, which are for reading, were changed",
                exit));
    }

    private ForwardPass now() {
        Promise.require(!over, Promise.CALLER, "a forward pass is looked at after the call it was handed to");
        return pass;
    }

    @Override
    public int size() {
        return now().size();
    }

    @Override
    public int classes() {
        return now().classes();
    }

    @Override
    public ExitSet exits() {
        return now().exits();
    }

    @Override
    public int label(int example) {
        return now().label(example);
    }

    @Override
    public double[] logits(Exit exit) {
        return now().logits(exit);
    }

    @Override
    public double[] logits(String companion) {
        return now().logits(companion);
    }

    @Override
    public int featureSize(Exit exit) {
        return now().featureSize(exit);
    }

    @Override
    public double[] feature(Exit exit) {
        return now().feature(exit);
    }

    @Override
    public double[] logitGradient(Exit exit) {
        return now().logitGradient(exit);
    }

    @Override
    public double[] headOnlyGradient(Exit exit) {
        return now().headOnlyGradient(exit);
    }

    @Override
    public double[] logitGradient(String companion) {
        return now().logitGradient(companion);
    }

    @Override
    public double[] featureGradient(Exit exit) {
        return now().featureGradient(exit);
    }
}
