package org.exeunt.dl4j.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.BlockSet;
import org.exeunt.dl4j.design.GraphFactory;
import org.exeunt.dl4j.design.StageGraph;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.MemoryLocation;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * An early-exit network as a chain of graphs, one per stage and one per head. All graphs share three flat vectors in
 * the order of the parameter layout: parameters, gradients and velocities.
 *
 * <p>Compared with a single graph with many outputs, unused exits cost nothing and inference stops at an exit;
 * gradients are bitwise equal. For one thread.
 */
final class NetworkChain implements AutoCloseable {
    /**
     * Maximum number of input or output values of a stage that are processed at once in inference, so that they stay in
     * the cache: 2 MiB.
     */
    private static final int VALUES_AT_ONCE = 1 << 19;
    /** Minimum number of images at once; with fewer, matrix products have too few rows to be efficient. */
    private static final int MIN_IMAGES = 8;

    private final NetworkSpec spec;
    private final GraphFactory factory;
    private final FlatVectors vectors;
    private final Part[] stages;
    private final Part[] heads;
    private final boolean headsReadEarlierFeatures;
    private final Optional<Padding> padding;
    /** Mask of the output of each stage; null without a mask. */
    private final INDArray[] masks;

    private INDArray inputMask;

    private boolean keepsPreparedWeights;

    /**
     * A stage or head and its range in the flat vectors.
     *
     * @param from first index
     * @param to index after the last
     * @param output memory for an output that is computed in parts
     * @param outputGradient memory for the gradient at the output, for trainings
     * @param inputGradient memory for the gradient at the input, kept while a head runs a second backward pass
     */
    record Part(
            StageGraph graph,
            int from,
            int to,
            ReusedArray output,
            ReusedArray outputGradient,
            ReusedArray inputGradient) {
        Part(StageGraph graph, int from, int to) {
            this(graph, from, to, new ReusedArray(), new ReusedArray(), new ReusedArray());
        }
    }

    NetworkChain(NetworkSpec spec, GraphFactory factory) {
        this.spec = spec;
        this.factory = factory;
        this.vectors = FlatVectors.zeros(0, spec.layout().size());
        this.stages = new Part[spec.exits()];
        this.heads = new Part[spec.exits()];
        for (int k = 0; k < spec.exits(); k++) {
            stages[k] = part(new StageGraph(factory.stage(k + 1)), true, k + 1);
            heads[k] = part(new StageGraph(RepeatableDropout.in(factory.head(k + 1))), false, k + 1);
        }
        this.padding = factory.paddedWith().isPresent()
                ? Optional.of(new Padding(factory.paddedWith().getAsDouble(), factory.shape()))
                : Optional.empty();
        this.masks = new INDArray[spec.exits()];
        this.headsReadEarlierFeatures =
                heads[0].graph().readerOfEarlierFeatures().isPresent();
    }

    /**
     * Returns the number of images that a stage processes at once in inference: a power of two; unlimited if the input
     * is not an image or memory is on a device.
     */
    private static int imagesAtOnce(InputType input, InputType output) {
        if (!(input instanceof InputType.InputTypeConvolutional && MemoryLocation.isHost())) {
            return Integer.MAX_VALUE;
        }
        long largest = Math.max(input.arrayElementsPerExample(), output.arrayElementsPerExample());
        return Math.max(MIN_IMAGES, Integer.highestOneBit((int) Math.max(1, VALUES_AT_ONCE / largest)));
    }

    private Part part(StageGraph graph, boolean stage, int depth) {
        BlockSet own = spec.layout()
                .select(block -> block.depth() == depth && block.role().ofBackbone() == stage);
        int from = own.isEmpty() ? 0 : own.ranges().get(0).from();
        adopt(graph, vectors, from, from + own.size());
        return new Part(graph, from, from + own.size());
    }

    /** Stores the parameters and gradients of a graph in a range of vectors, which is empty if it has none. */
    private static void adopt(StageGraph graph, FlatVectors vectors, int from, int to) {
        if (from == to) {
            graph.init();
        } else {
            graph.adopt(
                    slice(vectors.parameters().array(), from, to),
                    slice(vectors.gradient().array(), from, to));
        }
    }

    private static INDArray slice(INDArray vector, int from, int to) {
        return vector.get(NDArrayIndex.point(0), NDArrayIndex.interval(from, to))
                .reshape('c', 1, to - from);
    }

    NetworkSpec spec() {
        return spec;
    }

    FlatVectors vectors() {
        return vectors;
    }

    /**
     * Discards the weights that layers have reordered, and sets whether layers keep reordered weights from one pass to
     * the next. Must be called with {@code false} before parameters change.
     */
    void keepPreparedWeights(boolean keep) {
        if (keep != keepsPreparedWeights) {
            keepsPreparedWeights = keep;
            for (int k = 1; k <= stages.length; k++) {
                stage(k).graph().keepPreparedWeights(keep);
                head(k).graph().keepPreparedWeights(keep);
            }
        }
    }

    /**
     * Sets the padding mask of a batch for the following passes, until the next call. Does nothing if sequences are not
     * padded.
     *
     * @param order indices of examples
     * @param from index in {@code order} of the first example
     * @param count number of examples
     * @param rows number of rows of the batch
     */
    void maskPadding(Examples examples, int[] order, int from, int count, int rows) {
        padding.ifPresent(found -> maskPadding(found.mask(examples, order, from, count, rows)));
    }

    /** Sets the padding mask of the batch of another network of the same design. */
    void maskPaddingAs(NetworkChain other) {
        padding.ifPresent(found -> maskPadding(other.inputMask));
    }

    private void maskPadding(INDArray input) {
        inputMask = input;
        INDArray mask = input;
        for (int k = 1; k <= stages.length; k++) {
            mask = stage(k).graph().mask(mask);
            masks[k - 1] = mask;
            head(k).graph().mask(mask);
        }
    }

    /** Sets the same padding mask on a detached head of an exit. */
    void maskPadding(StageGraph head, int exit) {
        if (padding.isPresent()) {
            head.mask(masks[exit - 1]);
        }
    }

    /** Sets the last stage to be computed, whose output is read by its head only. Holds until the next call. */
    void setDeepestStage(int deepest) {
        for (int k = 1; k <= stages.length; k++) {
            stage(k).graph()
                    .computeFirstPositionOnly(k == deepest && head(k).graph().readsFirstPositionOnly());
        }
    }

    /** Returns a stage; 1 is the first. */
    Part stage(int stage) {
        return stages[stage - 1];
    }

    /** Returns the head of an exit. */
    Part head(int exit) {
        return heads[exit - 1];
    }

    /** Returns whether heads also read the features of all earlier exits, which must then be computed. */
    boolean headsReadEarlierFeatures() {
        return headsReadEarlierFeatures;
    }

    /**
     * Runs a stage in inference on a few images at a time, so that the output of one layer is still in the cache when
     * the next layer reads it.
     *
     * @return the output; overwritten by the next call
     */
    INDArray infer(int stage, INDArray input) {
        StageGraph graph = stage(stage).graph();
        int rows = (int) input.size(0);
        int limit = imagesAtOnce(factory.stageInput(stage), factory.headInput(stage));
        if (rows <= limit) {
            return graph.forward(input, false);
        }
        NativeFloats source = NativeFloats.of(NativeFloats.dense(input));
        long[] shape = input.shape().clone();
        int size = source.length() / rows;
        INDArray batchOutput = null;
        for (int from = 0; from < rows; from += limit) {
            shape[0] = Math.min(limit, rows - from);
            Matrix part = new Matrix(source, from * size, (int) shape[0], size);
            NativeFloats result = NativeFloats.of(NativeFloats.dense(graph.forward(part.shaped(shape), false)));
            if (batchOutput == null) {
                long[] allShape = result.array().shape().clone();
                allShape[0] = rows;
                batchOutput = stage(stage).output().ofShape(allShape);
            }
            int resultSize = result.length() / (int) shape[0];
            NativeFloats.of(batchOutput).put(from * resultSize, result, 0, result.length());
        }
        return batchOutput;
    }

    /**
     * Runs the head of an exit and returns its logits, overwritten by the next call. If heads read earlier features,
     * the heads of all earlier exits must have been run before.
     */
    INDArray headLogits(int exit, INDArray stageOutput, boolean training) {
        StageGraph graph = head(exit).graph();
        provideEarlierFeatures(graph, exit);
        return graph.forward(stageOutput, training);
    }

    /** Passes the current features of earlier exits to a head of an exit, if heads read them. */
    void provideEarlierFeatures(StageGraph head, int exit) {
        if (headsReadEarlierFeatures) {
            List<INDArray> features = new ArrayList<>();
            for (int earlier = 1; earlier < exit; earlier++) {
                features.add(head(earlier).graph().tap().feature());
            }
            head.readerOfEarlierFeatures().orElseThrow().read(features);
        }
    }

    /** Creates another head like that of an exit, with vectors of its own. The content of the vectors is undefined. */
    DetachedHead createDetachedHead(int exit) {
        Part head = head(exit);
        StageGraph graph = new StageGraph(factory.head(exit));
        FlatVectors own = FlatVectors.zeros(head.from(), head.to() - head.from());
        adopt(graph, own, 0, head.to() - head.from());
        return new DetachedHead(graph, own);
    }

    /**
     * A head that does not use the network's vectors.
     *
     * @param vectors vectors of this head
     */
    record DetachedHead(StageGraph graph, FlatVectors vectors) {}

    @Override
    public void close() {
        vectors.close();
    }
}
