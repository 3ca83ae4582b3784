package org.exeunt.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.Memory;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * An early-exit network as one graph a stage and one a head, all on three flat vectors in the order of the parameter layout: parameters,
 * gradients, velocities.
 *
 * <p>Compared with one graph with many outputs, an exit that is not asked costs nothing, inference really stops, and the gradients are the
 * same bits. For one thread.
 */
final class NetworkChain implements AutoCloseable {
    /** Values of what a stage reads or gives, of so many images that they stay in the cache while it works; two mebibytes. */
    private static final int VALUES_AT_ONCE = 1 << 19;
    /** Fewer images leave products too few rows. */
    private static final int IMAGES_AT_LEAST = 8;

    private final NetworkSpec facts;
    private final GraphFactory blueprint;
    private final FlatVectors vectors;
    private final Part[] stages;
    private final Part[] heads;
    /** How many images each stage computes at once in inference. */
    private final int[] imagesAtOnce;

    private final ReusedArray[] outputs;
    private final boolean headsLookBack;
    private final Optional<Padding> padding;
    /** Of what each stage gives; null without a mask. */
    private final INDArray[] masks;

    private boolean keepsPrepared;

    /**
     * A stage or head and its place in the flat vectors.
     *
     * @param from first place
     * @param to place after the last
     */
    record Part(StageGraph link, int from, int to) {}

    NetworkChain(NetworkSpec facts, GraphFactory blueprint) {
        this.facts = facts;
        this.blueprint = blueprint;
        this.vectors = FlatVectors.zeros(0, facts.layout().size());
        this.stages = new Part[facts.exits()];
        this.heads = new Part[facts.exits()];
        for (int k = 0; k < facts.exits(); k++) {
            stages[k] = part(new StageGraph(blueprint.stage(k + 1)), true, k + 1);
            heads[k] = part(new StageGraph(blueprint.head(k + 1)), false, k + 1);
        }
        this.imagesAtOnce = IntStream.rangeClosed(1, facts.exits())
                .map(k -> imagesAtOnce(blueprint.stageInput(k), blueprint.headInput(k)))
                .toArray();
        this.outputs = Stream.generate(ReusedArray::new).limit(facts.exits()).toArray(ReusedArray[]::new);
        this.padding = blueprint.padding();
        this.masks = new INDArray[facts.exits()];
        this.headsLookBack = heads[0].link().readerOfEarlierFeatures().isPresent();
    }

    /** Returns a power of two; unlimited for what is no image, or where no cache is known. */
    private static int imagesAtOnce(InputType input, InputType output) {
        if (!(input instanceof InputType.InputTypeConvolutional && Memory.isHost())) {
            return Integer.MAX_VALUE;
        }
        long largest = Math.max(input.arrayElementsPerExample(), output.arrayElementsPerExample());
        return Math.max(IMAGES_AT_LEAST, Integer.highestOneBit((int) Math.max(1, VALUES_AT_ONCE / largest)));
    }

    private Part part(StageGraph link, boolean stage, int depth) {
        int from = Integer.MAX_VALUE;
        int to = 0;
        for (Block block : facts.layout().blocks()) {
            if (belongsTo(block, stage, depth)) {
                from = Math.min(from, block.offset());
                to = Math.max(to, block.end());
            }
        }
        if (to == 0) {
            link.init();
            return new Part(link, 0, 0);
        }
        link.adoptParameters(slice(vectors.parameters().array(), from, to));
        link.adoptGradients(slice(vectors.gradient().array(), from, to));
        return new Part(link, from, to);
    }

    /** A buffer's role does not say whether it lies in a stage or a head, its name does. */
    private static boolean belongsTo(Block block, boolean stage, int depth) {
        boolean ofStage = block.role() == BlockRole.BACKBONE
                || block.role() == BlockRole.BUFFER && block.name().startsWith("stage");
        return block.depth() == depth && ofStage == stage;
    }

    private static INDArray slice(INDArray vector, int from, int to) {
        return vector.get(NDArrayIndex.point(0), NDArrayIndex.interval(from, to))
                .reshape('c', 1, to - from);
    }

    NetworkSpec facts() {
        return facts;
    }

    FlatVectors vectors() {
        return vectors;
    }

    /**
     * Drops what layers prepared from their weights, and sets whether they keep it from now on, which ends before parameters change.
     */
    void keepPreparedWeights(boolean keep) {
        if (keep != keepsPrepared) {
            keepsPrepared = keep;
            for (int k = 1; k <= stages.length; k++) {
                stage(k).link().keepPreparedWeights(keep);
                head(k).link().keepPreparedWeights(keep);
            }
        }
    }

    /**
     * Lets the next passes leave out the padding of a batch, if there is any; until it is set again.
     *
     * @param order which examples
     * @param from place of the first in {@code order}
     * @param count how many
     * @param rows of the batch
     */
    void maskPadding(Examples examples, int[] order, int from, int count, int rows) {
        if (padding.isPresent()) {
            INDArray mask = padding.get().mask(examples, order, from, count, rows);
            for (int k = 1; k <= stages.length; k++) {
                mask = stage(k).link().mask(mask);
                masks[k - 1] = mask;
                head(k).link().mask(mask);
            }
        }
    }

    /** Lets a head beside the live one of an exit leave out the same padding. */
    void maskPadding(StageGraph head, int exit) {
        if (padding.isPresent()) {
            head.mask(masks[exit - 1]);
        }
    }

    /** Says which stage is the last whose output is read, and so by its head alone; until it is said again. */
    void readUpTo(int deepest) {
        for (int k = 1; k <= stages.length; k++) {
            stage(k).link()
                    .computeFirstPositionAlone(k == deepest && head(k).link().readsFirstPositionAlone());
        }
    }

    /** Returns a stage, 1 for the first. */
    Part stage(int stage) {
        return stages[stage - 1];
    }

    /** Returns the head of an exit. */
    Part head(int exit) {
        return heads[exit - 1];
    }

    /** Returns whether heads read the features of all earlier exits, too, so that these must be computed. */
    boolean headsLookBack() {
        return headsLookBack;
    }

    /**
     * Runs a stage in inference, some images at a time, so that what one layer gives is still in the cache when the next reads it.
     *
     * @return the output, overwritten by the next call
     */
    INDArray infer(int stage, INDArray input) {
        StageGraph link = stage(stage).link();
        int rows = (int) input.size(0);
        int atOnce = imagesAtOnce[stage - 1];
        if (rows <= atOnce) {
            return link.forward(input, false);
        }
        NativeFloats source = NativeFloats.of(NativeFloats.dense(input));
        long[] shape = input.shape().clone();
        int size = source.length() / rows;
        INDArray all = null;
        for (int from = 0; from < rows; from += atOnce) {
            shape[0] = Math.min(atOnce, rows - from);
            Matrix part = new Matrix(source, from * size, (int) shape[0], size);
            NativeFloats given = NativeFloats.of(NativeFloats.dense(link.forward(part.shaped(shape), false)));
            if (all == null) {
                long[] allShape = given.array().shape().clone();
                allShape[0] = rows;
                all = outputs[stage - 1].ofShape(allShape);
            }
            int givenSize = given.length() / (int) shape[0];
            NativeFloats.of(all).put(from * givenSize, given, 0, given.length());
        }
        return all;
    }

    /** Runs the head of an exit, after those before it if heads look back; its output is overwritten by the next call. */
    INDArray answer(int exit, INDArray stageOutput, boolean training) {
        StageGraph link = head(exit).link();
        lookBack(link, exit);
        return link.forward(stageOutput, training);
    }

    /** Shows a head of an exit the features of earlier exits, as their heads have just read them, if it looks back. */
    void lookBack(StageGraph head, int exit) {
        if (headsLookBack) {
            List<INDArray> features = new ArrayList<>();
            for (int earlier = 1; earlier < exit; earlier++) {
                features.add(head(earlier).link().tap().feature());
            }
            head.readerOfEarlierFeatures().orElseThrow().read(features);
        }
    }

    /** Returns one more head like that of an exit, with vectors of its own, which begin undefined. */
    SpareHead spareHead(int exit) {
        Part head = head(exit);
        StageGraph link = new StageGraph(blueprint.head(exit));
        FlatVectors own = FlatVectors.zeros(head.from(), head.to() - head.from());
        if (head.to() > head.from()) {
            link.adoptParameters(own.parameters().array());
            link.adoptGradients(own.gradient().array());
        } else {
            link.init();
        }
        return new SpareHead(link, own);
    }

    /**
     * A head outside the network's vectors.
     *
     * @param vectors its own
     */
    record SpareHead(StageGraph link, FlatVectors vectors) {}

    @Override
    public void close() {
        vectors.close();
    }
}
