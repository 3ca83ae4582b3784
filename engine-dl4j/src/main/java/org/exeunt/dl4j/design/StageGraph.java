package org.exeunt.dl4j.design;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.exeunt.dl4j.kernels.PreparedWeights;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.layers.sequence.FirstPositionSwitch;
import org.exeunt.dl4j.layers.sequence.SequencePooling;
import org.exeunt.dl4j.spi.EarlierFeatureReader;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * One graph of a network: a stage or a head, with one input and one output.
 *
 * <p>In addition to {@link ComputationGraph}, parameters and gradients may be slices of vectors of the whole network,
 * and the gradient at the input is accessible; Deeplearning4j computes it but does not return it.
 */
public final class StageGraph extends ComputationGraph {
    private final boolean overwritesInput;
    private boolean inputGradientWanted = true;

    public StageGraph(ComputationGraphConfiguration configuration) {
        super(configuration);
        Map<String, List<String>> inputs = configuration.getVertexInputs();
        overwritesInput = configuration.getVertices().entrySet().stream()
                .filter(vertex -> WrappedLayers.configured(vertex.getValue()) instanceof ActivationLayer)
                .anyMatch(vertex -> inputs.get(vertex.getKey()).contains(GraphFactory.INPUT));
    }

    /** Uses slices {@code [1, parameters]} for parameters and gradients; the content of the former is not changed. */
    public void adopt(INDArray parameters, INDArray gradients) {
        init(parameters, false);
        flattenedGradients = gradients;
        INDArray flat = gradients.reshape(gradients.length());
        long offset = 0;
        for (GraphVertex vertex : verticesInOrder()) {
            long size = vertex.isInputVertex() ? 0 : vertex.numParams();
            if (size > 0) {
                vertex.setBackpropGradientsViewArray(flat.get(NDArrayIndex.interval(offset, offset + size)));
            }
            offset += size;
        }
    }

    /**
     * Frees the vectors of a graph that owns them.
     *
     * <p>The superclass also requests two garbage collections to release workspaces, which took seconds for all stages
     * and heads of a design. These graphs use no workspaces.
     */
    @Override
    public void close() {
        if (flattenedParams != null && flattenedParams.closeable()) {
            flattenedParams.close();
        }
        if (flattenedGradients != null && flattenedGradients.closeable()) {
            flattenedGradients.close();
        }
    }

    /** Returns the vertices in the order of their parameters in memory. */
    public List<GraphVertex> verticesInOrder() {
        return Arrays.stream(topologicalOrder)
                .mapToObj(index -> vertices[index])
                .toList();
    }

    /**
     * Sets the padding mask of the input for the following passes, until the next call.
     *
     * @param mask {@code [batch, steps]}, 0 for padding; null if the input has no mask
     * @return the mask of the output; null if it has none
     */
    public INDArray mask(INDArray mask) {
        setLayerMaskArrays(mask == null ? null : new INDArray[] {mask}, null);
        return mask == null
                ? null
                : maskOf(getVertex(configuration.getNetworkOutputs().get(0)), mask)
                        .getFirst();
    }

    /** Deeplearning4j also computes the masks but does not return the mask of the output. */
    private Pair<INDArray, MaskState> maskOf(GraphVertex vertex, INDArray mask) {
        if (vertex.isInputVertex()) {
            return new Pair<>(mask, MaskState.Active);
        }
        VertexIndices[] inputs = vertex.getInputVertices();
        INDArray[] masks = new INDArray[inputs.length];
        MaskState state = null;
        for (int i = 0; i < inputs.length; i++) {
            Pair<INDArray, MaskState> read = maskOf(vertices[inputs[i].getVertexIndex()], mask);
            masks[i] = read.getFirst();
            state = state == null || state == MaskState.Passthrough ? read.getSecond() : state;
        }
        // layers that pool a sequence return null instead of no mask
        return Objects.requireNonNullElse(
                vertex.feedForwardMaskArrays(masks, state, (int) mask.size(0)), new Pair<>(null, state));
    }

    /** Returns the output. It is overwritten by the next call. The input is not changed. */
    public INDArray forward(INDArray input, boolean training) {
        INDArray[] inputs = {overwritesInput ? input.dup() : input};
        Map<String, INDArray> activations = feedForward(inputs, training, false);
        return activations.get(configuration.getNetworkOutputs().get(0));
    }

    /**
     * Computes the gradients of the parameters for the last forward pass.
     *
     * @return the gradient at the input, overwritten by the next call; null if it is disabled by
     *     {@link #computeInputGradient}
     */
    public INDArray backward(INDArray outputGradient) {
        GraphVertex input = getVertex(GraphFactory.INPUT);
        input.setEpsilon(null);
        calcBackpropGradients(false, false, outputGradient);
        return inputGradientWanted ? input.getEpsilon() : null;
    }

    /**
     * Sets whether backward passes compute the gradient at the input. If not, layers that can skip the computation do
     * so.
     */
    public void computeInputGradient(boolean wanted) {
        inputGradientWanted = wanted;
        switchReader(getVertex(GraphFactory.INPUT), wanted);
    }

    private void switchReader(GraphVertex read, boolean wanted) {
        VertexIndices[] readers = read.getOutputVertices();
        // Deeplearning4j adds what several readers return, and placeholders may have different shapes
        if (readers != null
                && readers.length == 1
                && vertices[readers[0].getVertexIndex()] instanceof LayerVertex layer
                && layer.getLayerPreProcessor() == null
                && layer.getLayer() instanceof FastLayer<?> skipping) {
            skipping.computeInputGradient(wanted);
            if (skipping instanceof FeatureTap.Running) {
                switchReader(layer, wanted);
            }
        }
    }

    /**
     * Discards the weights that layers have reordered, and sets whether layers keep reordered weights from one pass to
     * the next.
     */
    public void keepPreparedWeights(boolean keep) {
        for (GraphVertex vertex : vertices) {
            if (vertex.hasLayer() && vertex.getLayer() instanceof PreparedWeights layer) {
                layer.keepPreparedWeights(keep);
            }
        }
    }

    /** Returns whether this graph reads only the first position of a sequence. */
    public boolean readsFirstPositionOnly() {
        int input = getVertex(GraphFactory.INPUT).getVertexIndex();
        return Arrays.stream(vertices)
                .filter(vertex -> !vertex.isInputVertex() && reads(vertex, input))
                .allMatch(vertex -> vertex instanceof LayerVertex layer
                        && layer.getLayerPreProcessor() == null
                        && layer.getLayer().conf().getLayer() instanceof SequencePooling pooling
                        && pooling.readsFirstPosition());
    }

    /** Sets whether passes may compute only the first position of the output, if the last layer can skip the others. */
    public void computeFirstPositionOnly(boolean alone) {
        GraphVertex output = getVertex(configuration.getNetworkOutputs().get(0));
        if (output instanceof LayerVertex layer && layer.getLayer() instanceof FirstPositionSwitch skipping) {
            skipping.computeFirstPositionOnly(alone);
        }
    }

    private static boolean reads(GraphVertex vertex, int input) {
        return Arrays.stream(vertex.getInputVertices()).anyMatch(from -> from.getVertexIndex() == input);
    }

    /** Returns the layer of a head that reads the features of earlier exits; empty if there is none. */
    public Optional<EarlierFeatureReader.Running> readerOfEarlierFeatures() {
        return Arrays.stream(vertices)
                .filter(LayerVertex.class::isInstance)
                .map(vertex -> ((LayerVertex) vertex).getLayer())
                .filter(EarlierFeatureReader.Running.class::isInstance)
                .map(EarlierFeatureReader.Running.class::cast)
                .findFirst();
    }

    /** Returns the tap of a head. */
    public FeatureTap.Running tap() {
        return (FeatureTap.Running) getLayer(GraphFactory.FEATURE);
    }
}
