package org.exeunt.dl4j.layers.sequence;

import java.util.Map;
import org.exeunt.dl4j.layers.ShapedParameters;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of an {@link EncoderBlock} or their gradients, as matrices.
 *
 * <p>Queries, keys and values of a head are consecutive rows of {@code intoHeads}, and the result of a head is
 * multiplied by consecutive rows of {@code outOfHeads}, so that all products use dense matrices.
 *
 * @param intoHeads {@code [3 * width, width]}: the queries of all heads, then the keys, then the values
 * @param intoHeadsBias {@code [3 * heads, width / heads]}
 * @param outOfHeads {@code [width, width]}; each head has {@code width / heads} consecutive rows
 * @param norm1 norm of the sum after attention
 * @param expand {@code [feed-forward, width]}
 * @param expandBias {@code [1, feed-forward]}
 * @param contract {@code [width, feed-forward]}
 * @param norm2 norm of the sum after the feed-forward part
 */
record EncoderParameters(
        Matrix intoHeads,
        Matrix intoHeadsBias,
        Matrix outOfHeads,
        AddNorm.Parameters norm1,
        Matrix expand,
        Matrix expandBias,
        Matrix contract,
        AddNorm.Parameters norm2) {
    /** Returns the shapes of the parameters, with the names that {@link #of} reads. */
    static ShapedParameters shapes(long width, long feedForward) {
        return new ShapedParameters()
                .columns("Wqkv", width, 3 * width)
                .vector("bqkv", 3 * width, 0)
                .weights("Wo", width, width)
                .vector("bo", width, 0)
                .vector("gamma1", width, 1)
                .vector("beta1", width, 0)
                .columns("W1", width, feedForward)
                .vector("b1", feedForward, 0)
                .columns("W2", feedForward, width)
                .vector("b2", width, 0)
                .vector("gamma2", width, 1)
                .vector("beta2", width, 0);
    }

    static EncoderParameters of(Map<String, INDArray> table, int heads) {
        Matrix intoHeadsBias = Matrix.of(table.get("bqkv"));
        return new EncoderParameters(
                rows(table.get("Wqkv")),
                intoHeadsBias.part(0, 3 * heads, intoHeadsBias.size() / (3 * heads)),
                Matrix.of(table.get("Wo")),
                norm(table, "bo", "gamma1", "beta1"),
                rows(table.get("W1")),
                Matrix.of(table.get("b1")),
                rows(table.get("W2")),
                norm(table, "b2", "gamma2", "beta2"));
    }

    private static AddNorm.Parameters norm(Map<String, INDArray> table, String bias, String gamma, String beta) {
        return new AddNorm.Parameters(
                Matrix.of(table.get(bias)), Matrix.of(table.get(gamma)), Matrix.of(table.get(beta)));
    }

    private static Matrix rows(INDArray columnMajor) {
        return Matrix.of(columnMajor.transpose());
    }
}
