package org.exeunt.dl4j.layers.sequence;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The layer of a {@link TokenEmbedding} configuration. It processes one sequence at a time. */
final class TokenEmbeddingLayer extends FastLayer<TokenEmbedding> {
    static final String TABLE = "W";

    private final int width;
    private final int length;
    private final int vocabulary;
    private final boolean maskPadding;
    private final Dropout dropout;
    private final float[] positions;
    private final float[] sequence;
    private final float[] row;
    private float[] ids = {};
    private Dropout.Draw draw;

    TokenEmbeddingLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        this.width = (int) layerConf().getNOut();
        this.length = (int) layerConf().getNIn();
        this.vocabulary = layerConf().getVocabulary();
        this.maskPadding = layerConf().maskPadding();
        this.dropout = new Dropout(layerConf().dropRate());
        this.positions = positions(length, width);
        this.sequence = new float[positions.length];
        this.row = new float[width];
    }

    /**
     * Returns the position encoding: sines in even columns and cosines in odd columns, with wavelengths from 2 pi to
     * 20,000 pi.
     */
    static float[] positions(int length, int width) {
        float[] positions = new float[length * width];
        for (int i = 0; i < positions.length; i++) {
            int column = i % width;
            double angle = i / width * Math.pow(10_000, -(column / 2 * 2) / (double) width);
            positions[i] = (float) (column % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
        }
        return positions;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        readIds();
        draw = training ? dropout.draw(Nd4j.getRandom().nextInt()) : dropout.none();
        INDArray result = output.ofShape(input.size(0), length, width);
        Matrix y = Matrix.of(result);
        Matrix table = Matrix.of(params.get(TABLE));
        for (int first = 0; first < ids.length; first += length) {
            int usedPositions = usedPositions(first);
            for (int position = 0; position < usedPositions; position++) {
                table.memory()
                        .get(table.from() + (int) ids[first + position] * width, sequence, position * width, width);
            }
            float factor = draw.scale();
            addPositions(sequence, (float) Math.sqrt(width) * factor, positions, factor, usedPositions * width);
            draw.clear(sequence, sequence.length, first * width);
            markPadding(first);
            y.rows(first, length).put(0, sequence, sequence.length);
        }
        return result;
    }

    /** Returns the number of positions of a sequence up to its last token. */
    private int usedPositions(int first) {
        int usedPositions = length;
        while (usedPositions > 1 && isPadding(first + usedPositions - 1)) {
            usedPositions--;
        }
        return usedPositions;
    }

    private void readIds() {
        ids = Matrix.of(NativeFloats.dense(input)).toArray();
        for (int i = 0; i < ids.length; i++) {
            if (!(ids[i] >= 0 && ids[i] < vocabulary && ids[i] == (int) ids[i])) {
                throw new ExeuntException(
                        Errors.CONFIG_42,
                        ("token id %s at position %d of an example; the vocabulary has %d entries, so integers from "
                                        + "0 to %d are expected. Set 'vocabulary' of the backbone to the vocabulary "
                                        + "size of the data set, and check that the data set returns token ids")
                                .formatted(
                                        ids[i] == (long) ids[i] ? Long.toString((long) ids[i]) : ids[i],
                                        i % length + 1,
                                        vocabulary,
                                        vocabulary - 1));
            }
        }
    }

    private boolean isPadding(int index) {
        return maskPadding && ids[index] == 0 && index % length > 0;
    }

    private void markPadding(int first) {
        for (int position = 0; position < length; position++) {
            if (isPadding(first + position)) {
                Arrays.fill(sequence, position * width, (position + 1) * width, Packing.PADDING);
            }
        }
    }

    private static void addPositions(float[] a, float factor, float[] positions, float positionFactor, int count) {
        for (int i = 0; i < count; i++) {
            a[i] = a[i] * factor + positions[i] * positionFactor;
        }
    }

    /** Adds the gradients of repeated tokens; the gradient of tokens that do not occur is 0. */
    @Override
    protected void backward(INDArray epsilon, INDArray dx) {
        Matrix gradient = Matrix.of(gradientViews.get(TABLE));
        gradient.fill(0);
        Matrix dy = Matrix.of(NativeFloats.dense(epsilon));
        float factor = (float) Math.sqrt(width) * draw.scale();
        for (int first = 0; first < ids.length; first += length) {
            dy.rows(first, length).get(0, sequence, sequence.length);
            draw.clear(sequence, sequence.length, first * width);
            for (int position = 0; position < length; position++) {
                if (!isPadding(first + position)) {
                    int at = (int) ids[first + position] * width;
                    gradient.get(at, row, width);
                    addScaled(row, sequence, factor, position * width, width);
                    gradient.put(at, row, width);
                }
            }
        }
    }

    /** Returns null, because ids have no gradient. */
    @Override
    protected INDArray inputGradient() {
        return null;
    }

    private static void addScaled(float[] a, float[] b, float factor, int from, int count) {
        for (int i = 0; i < count; i++) {
            a[i] += factor * b[from + i];
        }
    }
}
