package org.exeunt.dl4j.run;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.design.WrappedLayers;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Dropout of Deeplearning4j that allows several backward passes after one forward pass. It keeps the factors of the
 * gradient, because Deeplearning4j's classes discard their masks in the first backward pass. For one thread.
 */
final class RepeatableDropout implements IDropout {
    private static final long serialVersionUID = 1;

    private final IDropout dropout;
    private transient INDArray factors;

    private RepeatableDropout(IDropout dropout) {
        this.dropout = dropout;
    }

    /** Replaces the dropout of all layers of a graph that has not been built; returns the graph. */
    static ComputationGraphConfiguration in(ComputationGraphConfiguration graph) {
        WrappedLayers.all(graph)
                .filter(layer -> layer.getIDropout() != null)
                .forEach(layer -> layer.setIDropout(new RepeatableDropout(layer.getIDropout())));
        return graph;
    }

    @Override
    public INDArray applyDropout(
            INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
        factors = null;
        return dropout.applyDropout(input, result, iteration, epoch, workspaces);
    }

    @Override
    public INDArray backprop(INDArray atOutput, INDArray atInput, int iteration, int epoch) {
        if (factors == null) {
            INDArray ones = atOutput.ulike().assign(1);
            factors = dropout.backprop(ones, ones, iteration, epoch);
        }
        return atOutput.muli(factors, atInput);
    }

    @Override
    public void clear() {
        factors = null;
        dropout.clear();
    }

    @Override
    public IDropout clone() {
        return new RepeatableDropout(dropout.clone());
    }
}
