package org.exeunt.testkit.broken;

import java.util.Set;
import java.util.TreeSet;
import org.exeunt.api.Exit;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.testsupport.engine.ForwardingPass;

/** A forward pass with wrong values, which records where gradients were requested. */
abstract class AlteredPass extends ForwardingPass {
    final Set<Exit> atLogits = new TreeSet<>();
    final Set<Exit> atHeads = new TreeSet<>();
    final Set<String> atAuxiliaryHeads = new TreeSet<>();

    AlteredPass(ForwardPass pass) {
        super(pass);
    }

    /** Called once all terms have added their gradients. */
    void beforeTheStep() {}

    @Override
    public double[] logitGradient(Exit exit) {
        atLogits.add(exit);
        return super.logitGradient(exit);
    }

    @Override
    public double[] headOnlyGradient(Exit exit) {
        atHeads.add(exit);
        return super.headOnlyGradient(exit);
    }

    @Override
    public double[] logitGradient(String head) {
        double[] gradient = super.logitGradient(head);
        atAuxiliaryHeads.add(head);
        return gradient;
    }

    static void scale(double factor, double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
    }
}
