package org.exeunt.dl4j;

import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.params.BlockSet;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** By ND4J's operations alone. */
final class PlainDescent implements Descent {
    @Override
    public void step(FlatVectors vectors, BlockSet blocks, LocalTraining training) {
        for (BlockSet.Range range : blocks.ranges()) {
            INDArray weights = part(vectors.parameters(), vectors, range);
            INDArray velocity = part(vectors.velocity(), vectors, range);
            velocity.muli(training.momentum());
            velocity.addi(part(vectors.gradient(), vectors, range));
            subtract(velocity, weights, -training.weightDecay());
            subtract(weights, velocity, training.learningRate());
        }
    }

    @Override
    public void moveBuffers(FlatVectors vectors, BlockSet buffers) {
        for (BlockSet.Range range : buffers.ranges()) {
            part(vectors.parameters(), vectors, range).subi(part(vectors.gradient(), vectors, range));
        }
    }

    /** {@code a -= factor * b}. */
    private static void subtract(INDArray a, INDArray b, double factor) {
        try (INDArray product = b.mul(factor)) {
            a.subi(product);
        }
    }

    private static INDArray part(NativeFloats vector, FlatVectors vectors, BlockSet.Range range) {
        return vector.shaped(vector.length())
                .get(NDArrayIndex.interval(range.from() - vectors.origin(), range.to() - vectors.origin()));
    }
}
