package org.exeunt.api.objective;

import org.exeunt.api.Exit;
import org.exeunt.api.params.Block;

/** The pass of another network: logits and features without gradients. */
final class ReadOnlyPass extends ForwardingPass {
    ReadOnlyPass(ForwardPass pass) {
        super(pass);
    }

    @Override
    public double[] logitGradient(Exit exit) {
        throw refused();
    }

    @Override
    public double[] headOnlyGradient(Exit exit) {
        throw refused();
    }

    @Override
    public double[] logitGradient(String head) {
        throw refused();
    }

    @Override
    public double[] featureGradient(Exit exit) {
        throw refused();
    }

    @Override
    public double[] parameterGradient(Block block) {
        throw refused();
    }

    @Override
    public double[] moduleGradient(String name) {
        throw refused();
    }

    private static IllegalStateException refused() {
        return new IllegalStateException("no gradient flows into another network; the terms of its own objective add"
                + " gradients to its pass");
    }
}
