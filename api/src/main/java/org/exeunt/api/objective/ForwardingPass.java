package org.exeunt.api.objective;

import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.Block;

/** A forward pass that forwards every call to another pass. Subclasses override the methods they change. */
public abstract class ForwardingPass implements ForwardPass {
    private final ForwardPass pass;

    /** Creates a pass that forwards to {@code pass}. */
    protected ForwardingPass(ForwardPass pass) {
        this.pass = pass;
    }

    @Override
    public int size() {
        return pass.size();
    }

    @Override
    public int classes() {
        return pass.classes();
    }

    @Override
    public ExitSet exits() {
        return pass.exits();
    }

    @Override
    public int label(int row) {
        return pass.label(row);
    }

    @Override
    public int example(int row) {
        return pass.example(row);
    }

    @Override
    public double[] logits(Exit exit) {
        return pass.logits(exit);
    }

    @Override
    public double[] logits(String head) {
        return pass.logits(head);
    }

    @Override
    public int featureSize(Exit exit) {
        return pass.featureSize(exit);
    }

    @Override
    public double[] feature(Exit exit) {
        return pass.feature(exit);
    }

    @Override
    public double[] logitGradient(Exit exit) {
        return pass.logitGradient(exit);
    }

    @Override
    public double[] headOnlyGradient(Exit exit) {
        return pass.headOnlyGradient(exit);
    }

    @Override
    public double[] logitGradient(String head) {
        return pass.logitGradient(head);
    }

    @Override
    public double[] featureGradient(Exit exit) {
        return pass.featureGradient(exit);
    }

    @Override
    public double[] parameters(Block block) {
        return pass.parameters(block);
    }

    @Override
    public double[] parameterGradient(Block block) {
        return pass.parameterGradient(block);
    }

    @Override
    public double[] module(String name) {
        return pass.module(name);
    }

    @Override
    public double[] moduleGradient(String name) {
        return pass.moduleGradient(name);
    }

    @Override
    public ForwardPass network(String name) {
        return pass.network(name);
    }
}
