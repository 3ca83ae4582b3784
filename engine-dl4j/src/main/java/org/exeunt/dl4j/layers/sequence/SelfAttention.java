package org.exeunt.dl4j.layers.sequence;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.exeunt.dl4j.kernels.MatrixProduct;
import org.exeunt.dl4j.kernels.PreparedWeights;
import org.exeunt.dl4j.kernels.Reductions;
import org.exeunt.dl4j.kernels.SmallProduct;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeOp;
import org.exeunt.dl4j.nativeaccess.ReusedMatrix;

/**
 * Multi-head self-attention (A. Vaswani et al., arXiv 1706.03762) within packed sequences. Every token of a sequence,
 * or only the first one, is a query over all its tokens and receives a weighted sum of their values. Dropout is applied
 * to the attention weights. The caller adds the bias of the result. For one thread.
 */
final class SelfAttention implements PreparedWeights {
    private final int heads;
    private final int headWidth;
    private final WeightProduct project = new WeightProduct();
    private final WeightProduct projectQueries = new WeightProduct();
    private final SmallProduct score;
    private final NativeOp softmax = new NativeOp("softmax", 3, new double[0], 2);
    private final SmallProduct mix = new SmallProduct(false, false, 1, 0);
    private final SmallProduct mixKept;
    private final MatrixProduct combine = new MatrixProduct(false, false);
    private final MatrixProduct addCombined = new MatrixProduct(false, false, 1, 1);
    private final MatrixProduct toMixed = new MatrixProduct(false, true);
    private final MatrixProduct toMixedKept;
    private final SmallProduct toWeights = new SmallProduct(false, true, 1, 0);
    private final SmallProduct toValues = new SmallProduct(true, false, 1, 0);
    private final SmallProduct toQueries;
    private final SmallProduct toKeys;
    private final MatrixProduct addToParameters = new MatrixProduct(true, false, 1, 1);
    private final MatrixProduct addToInput = new MatrixProduct(false, false, 1, 1);
    private final HeadColumns queryColumns;
    private final HeadColumns keysAndValues;
    private final HeadColumns projections;
    private final ReusedMatrix together;
    private final ReusedMatrix[] projectedGradients;
    private final ReusedMatrix[] mixedGradients;
    private final ReusedMatrix weightGradients = new ReusedMatrix(1);
    private float[] weightTile = {};
    private float[] keptTile = {};
    private float[] slopeTile = {};
    private float[] innerTile = {};

    SelfAttention(int width, int heads, Dropout dropout) {
        this.heads = heads;
        this.headWidth = width / heads;
        this.queryColumns = new HeadColumns(headWidth, heads);
        this.keysAndValues = new HeadColumns(headWidth, 2 * heads);
        this.projections = new HeadColumns(headWidth, 3 * heads);
        this.together = new ReusedMatrix(headWidth);
        double scaleOfScores = 1 / Math.sqrt(headWidth);
        this.score = new SmallProduct(false, true, scaleOfScores, 0);
        this.mixKept = new SmallProduct(false, false, dropout.scale(), 0);
        this.toMixedKept = new MatrixProduct(false, true, dropout.scale(), 0);
        this.toQueries = new SmallProduct(false, false, scaleOfScores, 0);
        this.toKeys = new SmallProduct(true, false, scaleOfScores, 0);
        this.projectedGradients = matrices(3 * heads, headWidth);
        this.mixedGradients = matrices(heads, headWidth);
    }

    private static ReusedMatrix[] matrices(int count, int columns) {
        ReusedMatrix[] matrices = new ReusedMatrix[count];
        Arrays.setAll(matrices, i -> new ReusedMatrix(columns));
        return matrices;
    }

    /** Values for the backward pass. */
    static final class Saved {
        private final ReusedMatrix[] projected;
        private final ReusedMatrix[] mixed;
        private final ReusedMatrix weights = new ReusedMatrix(1);
        private final ReusedMatrix keptWeights = new ReusedMatrix(1);

        Saved(int width, int heads) {
            this.projected = matrices(3 * heads, width / heads);
            this.mixed = matrices(heads, width / heads);
        }
    }

    /**
     * Rows of packed sequences.
     *
     * @param packing sequences of the rows
     * @param all one row per token
     * @param queries rows of the tokens that are queries: {@code all} itself or the first row of every sequence
     */
    record Rows(Packing packing, Matrix all, Matrix queries) {
        /** Returns the number of queries of a sequence. */
        int queryCount(int sequence) {
            return queries == all ? packing.tokens(sequence) : 1;
        }

        /** Returns the row of the first query of a sequence. */
        int firstQuery(int sequence) {
            return queries == all ? packing.start(sequence) : sequence;
        }
    }

    @Override
    public void keepPreparedWeights(boolean keep) {
        project.keepPreparedWeights(keep);
        projectQueries.keepPreparedWeights(keep);
    }

    /** Computes the result, with one row per query. */
    void forward(Rows x, EncoderParameters parameters, Dropout.Draw draw, Saved saved, Matrix result) {
        Matrix[] projected = projected(saved.projected, x);
        int separate = queryProjections(x);
        if (separate > 0) {
            project(projectQueries, x.queries(), parameters, projected, 0, separate);
        }
        project(project, x.all(), parameters, projected, separate, projected.length - separate);
        Matrix[] mixed = ofRows(saved.mixed, x.queries().rows());
        Matrix allWeights = saved.weights.ofRows(weightCount(x));
        Matrix allKept = draw.drops() ? saved.keptWeights.ofRows(allWeights.rows()) : allWeights;
        int at = 0;
        for (int sequence = 0; sequence < x.packing().sequences(); sequence++) {
            Matrix weights = weights(allWeights, at, x, sequence);
            Matrix kept = weights(allKept, at, x, sequence);
            for (int head = 0; head < heads; head++) {
                Matrix queries = queries(projected[head], x, sequence);
                Matrix keys = tokens(projected[heads + head], x, sequence);
                score.run(queries, keys, ofHead(weights, head));
            }
            softmax.run(weights, weights);
            if (draw.drops()) {
                draw.apply(weights, kept, at);
            }
            for (int head = 0; head < heads; head++) {
                Matrix values = tokens(projected[2 * heads + head], x, sequence);
                (draw.drops() ? mixKept : mix).run(ofHead(kept, head), values, queries(mixed[head], x, sequence));
            }
            at += weights.size();
        }
        for (int head = 0; head < heads; head++) {
            (head == 0 ? combine : addCombined).run(mixed[head], outOfHead(parameters, head), result);
        }
    }

    /** Computes the queries, keys or values of several heads from rows by one product. */
    private void project(
            WeightProduct product,
            Matrix rows,
            EncoderParameters parameters,
            Matrix[] projected,
            int first,
            int count) {
        Matrix all = together(rows, count);
        product.run(rows, intoHeads(parameters, first, count), all);
        columns(count).split(all, parameters.intoHeadsBias().rows(first, count), projected, first);
    }

    /**
     * Computes the gradients of a forward pass and adds them to {@code gradients} and {@code dx}.
     *
     * @param dResult gradient at the result
     * @param dx gradients at {@code x}, to which the result is added; null if they are not required
     */
    void backward(
            Rows x,
            EncoderParameters parameters,
            Dropout.Draw draw,
            Saved saved,
            Matrix dResult,
            EncoderParameters gradients,
            Rows dx) {
        Matrix[] mixed = ofRows(saved.mixed, x.queries().rows());
        Matrix[] dMixed = ofRows(mixedGradients, x.queries().rows());
        for (int head = 0; head < heads; head++) {
            addToParameters.run(mixed[head], dResult, outOfHead(gradients, head));
            (draw.drops() ? toMixedKept : toMixed).run(dResult, outOfHead(parameters, head), dMixed[head]);
        }
        Matrix[] dProjected = projected(projectedGradients, x);
        backwardToProjected(x, draw, saved, projected(saved.projected, x), dMixed, dProjected);
        int separate = queryProjections(x);
        if (separate > 0) {
            backwardThroughProjection(
                    x.queries(), parameters, dProjected, 0, separate, gradients, dx == null ? null : dx.queries());
        }
        backwardThroughProjection(
                x.all(),
                parameters,
                dProjected,
                separate,
                dProjected.length - separate,
                gradients,
                dx == null ? null : dx.all());
    }

    private void backwardThroughProjection(
            Matrix rows,
            EncoderParameters parameters,
            Matrix[] dProjected,
            int first,
            int count,
            EncoderParameters gradients,
            Matrix dRows) {
        Matrix all = together(rows, count);
        columns(count).join(dProjected, first, all, gradients.intoHeadsBias().rows(first, count));
        addToParameters.run(all, rows, intoHeads(gradients, first, count));
        if (dRows != null) {
            addToInput.run(all, intoHeads(parameters, first, count), dRows);
        }
    }

    private void backwardToProjected(
            Rows x, Dropout.Draw draw, Saved saved, Matrix[] projected, Matrix[] dMixed, Matrix[] dProjected) {
        Matrix allWeights = saved.weights.ofRows(weightCount(x));
        Matrix allKept = draw.drops() ? saved.keptWeights.ofRows(allWeights.rows()) : allWeights;
        int at = 0;
        for (int sequence = 0; sequence < x.packing().sequences(); sequence++) {
            Matrix weights = weights(allWeights, at, x, sequence);
            Matrix kept = weights(allKept, at, x, sequence);
            Matrix slopes = weightGradients.ofRows(weights.size()).part(0, weights.rows(), weights.columns());
            for (int head = 0; head < heads; head++) {
                Matrix dHead = queries(dMixed[head], x, sequence);
                toWeights.run(dHead, tokens(projected[2 * heads + head], x, sequence), ofHead(slopes, head));
                toValues.run(ofHead(kept, head), dHead, tokens(dProjected[2 * heads + head], x, sequence));
            }
            backwardThroughSoftmax(weights, kept, slopes);
            for (int head = 0; head < heads; head++) {
                Matrix queries = queries(projected[head], x, sequence);
                Matrix keys = tokens(projected[heads + head], x, sequence);
                toQueries.run(ofHead(slopes, head), keys, queries(dProjected[head], x, sequence));
                toKeys.run(ofHead(slopes, head), queries, tokens(dProjected[heads + head], x, sequence));
            }
            at += weights.size();
        }
    }

    /** Replaces the gradients at the weights after dropout by the gradients at the scores, with one row per query. */
    private void backwardThroughSoftmax(Matrix weights, Matrix kept, Matrix slopes) {
        int columns = weights.columns();
        int tile = VectorLoops.tileLength(columns);
        if (slopeTile.length < tile) {
            weightTile = new float[tile];
            keptTile = new float[tile];
            slopeTile = new float[tile];
            innerTile = new float[tile];
        }
        for (int from = 0; from < weights.size(); from += tile) {
            int count = Math.min(tile, weights.size() - from);
            weights.get(from, weightTile, count);
            kept.get(from, keptTile, count);
            slopes.get(from, slopeTile, count);
            VectorLoops.multiply(slopeTile, keptTile, count);
            for (int at = 0; at < count; at += columns) {
                Arrays.fill(innerTile, at, at + columns, Reductions.sum(slopeTile, at, columns));
            }
            VectorLoops.subtractProducts(slopeTile, weightTile, innerTile, count);
            slopes.put(from, slopeTile, count);
        }
    }

    private Matrix[] projected(ReusedMatrix[] reused, Rows x) {
        Matrix[] matrices = new Matrix[3 * heads];
        Arrays.setAll(matrices, i -> reused[i].ofRows((i < heads ? x.queries() : x.all()).rows()));
        return matrices;
    }

    private static Matrix[] ofRows(ReusedMatrix[] reused, int rows) {
        Matrix[] matrices = new Matrix[reused.length];
        Arrays.setAll(matrices, i -> reused[i].ofRows(rows));
        return matrices;
    }

    /**
     * Returns the number of leading projections that are computed from query rows only; 0 if all tokens are queries.
     */
    private int queryProjections(Rows x) {
        return x.queries() == x.all() ? 0 : heads;
    }

    private HeadColumns columns(int count) {
        return count == heads ? queryColumns : count == 2 * heads ? keysAndValues : projections;
    }

    private Matrix together(Matrix rows, int count) {
        return together.ofRows(rows.rows() * count).part(0, rows.rows(), count * headWidth);
    }

    private Matrix intoHeads(EncoderParameters parameters, int first, int count) {
        return parameters.intoHeads().rows(first * headWidth, count * headWidth);
    }

    private Matrix outOfHead(EncoderParameters parameters, int head) {
        return parameters.outOfHeads().rows(head * headWidth, headWidth);
    }

    private static Matrix queries(Matrix rows, Rows x, int sequence) {
        return rows.rows(x.firstQuery(sequence), x.queryCount(sequence));
    }

    private static Matrix tokens(Matrix rows, Rows x, int sequence) {
        return rows.rows(x.packing().start(sequence), x.packing().tokens(sequence));
    }

    /** Returns the attention weights of a sequence: for every head, one row per query and one column per token. */
    private Matrix weights(Matrix all, int at, Rows x, int sequence) {
        return all.part(at, heads * x.queryCount(sequence), x.packing().tokens(sequence));
    }

    private Matrix ofHead(Matrix weights, int head) {
        int rows = weights.rows() / heads;
        return weights.rows(head * rows, rows);
    }

    private int weightCount(Rows x) {
        return IntStream.range(0, x.packing().sequences())
                .map(sequence -> heads * x.queryCount(sequence) * x.packing().tokens(sequence))
                .sum();
    }
}
