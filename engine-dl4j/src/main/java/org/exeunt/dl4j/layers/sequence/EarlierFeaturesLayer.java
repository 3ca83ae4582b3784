package org.exeunt.dl4j.layers.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.exeunt.dl4j.spi.EarlierFeatureReader;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer of an {@link EarlierFeatures} configuration. It processes one position at a time. */
final class EarlierFeaturesLayer extends FastLayer<EarlierFeatures> implements EarlierFeatureReader.Running {
    static final String POSITIONS = "W";

    private final int width;
    private final List<ReusedArray> gradients = new ArrayList<>();
    private final float[] vector;
    private final float[] sum;
    private final float[] feature;
    private List<INDArray> earlier = List.of();

    EarlierFeaturesLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        this.width = (int) layerConf().getNIn();
        this.vector = new float[width];
        this.sum = new float[width];
        this.feature = new float[width];
    }

    @Override
    public void read(List<INDArray> features) {
        earlier = List.copyOf(features);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        INDArray result = output.ofShape(input.size(0), length(), width);
        Matrix y = Matrix.of(result);
        Matrix positions = Matrix.of(params.get(POSITIONS));
        Matrix own = Matrix.of(NativeFloats.dense(input));
        writePosition(own, positions, 0, y);
        for (int j = 0; j < earlier.size(); j++) {
            writePosition(Matrix.of(NativeFloats.dense(earlier.get(j))), positions, j + 1, y);
        }
        writePosition(own, positions, earlier.size() + 1, y);
        return result;
    }

    /** Returns the number of positions: the query, the earlier features and the exit's own. */
    private int length() {
        return earlier.size() + 2;
    }

    private void writePosition(Matrix features, Matrix positions, int position, Matrix y) {
        positions.get(position * width, vector, width);
        for (int row = 0; row < features.rows(); row++) {
            features.get(row * width, feature, width);
            VectorLoops.add(feature, vector, width);
            y.put((row * length() + position) * width, feature, width);
        }
    }

    @Override
    protected void backward(INDArray epsilon, INDArray dx) {
        Matrix dy = Matrix.of(NativeFloats.dense(epsilon));
        Matrix dPositions = Matrix.of(gradientViews.get(POSITIONS));
        dPositions.fill(0);
        while (gradients.size() < earlier.size()) {
            gradients.add(new ReusedArray());
        }
        for (int j = 0; j < earlier.size(); j++) {
            writeGradients(dy, j + 1, dPositions, Matrix.of(gradientAt(j + 1)), false);
        }
        Matrix own = Matrix.of(inputGradient()); // the memory of dx, also if dx is not required
        writeGradients(dy, earlier.size() + 1, dPositions, own, false);
        writeGradients(dy, 0, dPositions, own, true);
    }

    /**
     * Copies the gradient at a position to {@code target}, or adds it if {@code add} is set, and writes its sum over
     * the batch to {@code dPositions}.
     */
    private void writeGradients(Matrix dy, int position, Matrix dPositions, Matrix target, boolean add) {
        Arrays.fill(sum, 0);
        for (int row = 0; row < target.rows(); row++) {
            dy.get((row * length() + position) * width, vector, width);
            VectorLoops.add(sum, vector, width);
            if (add) {
                target.get(row * width, feature, width);
                VectorLoops.add(vector, feature, width);
            }
            target.put(row * width, vector, width);
        }
        dPositions.put(position * width, sum, width);
    }

    @Override
    public INDArray gradientAt(int exit) {
        return gradients.get(exit - 1).ofShape(input.shape());
    }
}
