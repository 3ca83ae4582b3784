package org.exeunt.dl4j.layers.conv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.kernels.ConvPool;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.layers.FastLayer;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer of a {@link MeanOfStems} configuration. */
final class MeanOfStemsLayer extends FastLayer<MeanOfStems> {
    private final List<Stem> stems = new ArrayList<>();
    private int[] presentStems = {};

    MeanOfStemsLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        for (int g = 0; g < layerConf().groups().length; g++) {
            stems.add(new Stem(layerConf().groups()[g], layerConf().channels()[g]));
        }
    }

    /** The stem of one group. */
    private final class Stem {
        private final String weights;
        private final String bias;
        private final int[] channels;
        private final ConvPool convPool;
        private final ReusedArray inputs = new ReusedArray();
        private final ReusedArray outputGradient = new ReusedArray();
        private final ReusedArray inputGradients = new ReusedArray();
        private boolean[] present = {};
        private INDArray x;
        /** The result of the last forward pass; null if the group was absent in all examples. */
        private INDArray y;

        Stem(String group, int[] channels) {
            this.weights = MeanOfStems.weights(group);
            this.bias = MeanOfStems.bias(group);
            this.channels = channels;
            this.convPool = preparing(layerConf().convPool(channels.length));
        }

        /** Reads the channels of the group. If the group is absent in all examples, there is no result. */
        void forward(NativeFloats source, int rows, int time, boolean training) {
            int total = (int) layerConf().getNIn();
            x = inputs.ofShape(rows, 1, time, channels.length);
            NativeFloats target = NativeFloats.of(x);
            float[] example = new float[time * total];
            float[] part = new float[time * channels.length];
            present = new boolean[rows];
            boolean anyPresent = false;
            for (int n = 0; n < rows; n++) {
                source.get(n * example.length, example, 0, example.length);
                for (int t = 0; t < time; t++) {
                    for (int c = 0; c < channels.length; c++) {
                        float value = example[t * total + channels[c]];
                        part[t * channels.length + c] = value;
                        present[n] |= value != 0;
                    }
                }
                target.put(n * part.length, part, 0, part.length);
                anyPresent |= present[n];
            }
            y = anyPresent ? convPool.forward(x, params.get(weights), params.get(bias), training) : null;
        }

        /** Computes the gradients, given the gradient of each example divided by its number of present stems. */
        void backward(float[] dy, INDArray shared, boolean inputGradientWanted) {
            if (y == null) {
                gradientViews.get(weights).assign(0);
                gradientViews.get(bias).assign(0);
                return;
            }
            INDArray own = outputGradient.ofShape(shared.shape());
            NativeFloats target = NativeFloats.of(own);
            int size = dy.length / present.length;
            for (int n = 0; n < present.length; n++) {
                if (present[n]) {
                    target.put(n * size, dy, n * size, size);
                } else {
                    target.zero(n * size, size);
                }
            }
            INDArray dx = inputGradientWanted ? inputGradients.ofShape(x.shape()) : null;
            convPool.backward(x, params.get(weights), own, dx, gradientViews.get(weights), gradientViews.get(bias));
        }

        /** Copies the gradient at the channels of the group. */
        void addInputGradient(float[] dx, int total) {
            if (y != null) {
                float[] own = Matrix.of(inputGradients.ofShape(x.shape())).toArray();
                for (int i = 0; i < own.length; i++) {
                    dx[i / channels.length * total + channels[i % channels.length]] = own[i];
                }
            }
        }
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        NativeFloats source = NativeFloats.of(NativeFloats.dense(input));
        int rows = (int) input.size(0);
        int time = (int) input.size(2);
        presentStems = new int[rows];
        for (Stem stem : stems) {
            stem.forward(source, rows, time, training);
            for (int n = 0; n < rows; n++) {
                presentStems[n] += stem.present[n] ? 1 : 0;
            }
        }
        long pooled = Window.valid(layerConf().kernel()).outputLength(time) / 2;
        INDArray mean = output.ofShape(rows, 1, pooled, layerConf().getNOut());
        NativeFloats target = NativeFloats.of(mean);
        float[] sum = new float[(int) mean.length() / rows];
        float[] part = new float[sum.length];
        for (int n = 0; n < rows; n++) {
            Arrays.fill(sum, 0);
            for (Stem stem : stems) {
                if (stem.present[n]) {
                    NativeFloats.of(stem.y).get(n * part.length, part, 0, part.length);
                    VectorLoops.add(sum, part, sum.length);
                }
            }
            divide(sum, 0, sum.length, presentStems[n]);
            target.put(n * sum.length, sum, 0, sum.length);
        }
        return mean;
    }

    private static void divide(float[] values, int from, int to, int count) {
        if (count > 1) {
            for (int i = from; i < to; i++) {
                values[i] /= count;
            }
        }
    }

    @Override
    protected void backward(INDArray epsilon, INDArray dx) {
        INDArray dense = NativeFloats.dense(epsilon);
        float[] dy = Matrix.of(dense).toArray();
        int size = dy.length / presentStems.length;
        for (int n = 0; n < presentStems.length; n++) {
            divide(dy, n * size, (n + 1) * size, presentStems[n]);
        }
        stems.forEach(stem -> stem.backward(dy, dense, dx != null));
        if (dx != null) {
            float[] values = new float[(int) dx.length()];
            stems.forEach(
                    stem -> stem.addInputGradient(values, (int) layerConf().getNIn()));
            NativeFloats.of(dx).put(0, values, 0, values.length);
        }
    }
}
