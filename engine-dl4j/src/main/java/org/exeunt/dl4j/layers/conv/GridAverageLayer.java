package org.exeunt.dl4j.layers.conv;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.exeunt.dl4j.layers.ParameterFreeLayer;
import org.exeunt.dl4j.layers.conv.GridAverage.Cell;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layer of a {@link GridAverage} configuration. */
final class GridAverageLayer extends ParameterFreeLayer<GridAverage> {
    private float[] image = {};
    private float[] means = {};

    GridAverageLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        INDArray x = NativeFloats.dense(input);
        NativeFloats source = NativeFloats.of(x);
        Cell[] cells = layerConf().cells();
        size(x, cells);
        INDArray y = output.ofShape(x.size(0), means.length);
        NativeFloats target = NativeFloats.of(y);
        double[] sums = new double[layerConf().channels()];
        for (int n = 0; n < x.size(0); n++) {
            source.get(n * image.length, image, 0, image.length);
            for (int cell = 0; cell < cells.length; cell++) {
                Arrays.fill(sums, 0);
                visit(cells[cell], (value, channel) -> sums[channel] += image[value]);
                for (int c = 0; c < sums.length; c++) {
                    means[cell * sums.length + c] = (float) (sums[c] / cells[cell].positions());
                }
            }
            target.put(n * means.length, means, 0, means.length);
        }
        return y;
    }

    @Override
    protected INDArray backward(INDArray epsilon) {
        INDArray dx = inputGradient.ofShape(input.shape());
        NativeFloats source = NativeFloats.of(NativeFloats.dense(epsilon));
        NativeFloats target = NativeFloats.of(dx);
        Cell[] cells = layerConf().cells();
        size(dx, cells);
        int channels = layerConf().channels();
        for (int n = 0; n < dx.size(0); n++) {
            source.get(n * means.length, means, 0, means.length);
            Arrays.fill(image, 0f);
            for (int cell = 0; cell < cells.length; cell++) {
                int first = cell * channels;
                float share = 1f / cells[cell].positions();
                visit(cells[cell], (value, channel) -> image[value] += share * means[first + channel]);
            }
            target.put(n * image.length, image, 0, image.length);
        }
        return dx;
    }

    /** Receives the index of a value in the image, and its channel. */
    private interface Visitor {
        void visit(int value, int channel);
    }

    private void visit(Cell cell, Visitor visitor) {
        int channels = layerConf().channels();
        int width = layerConf().width();
        int ofChannel = layerConf().channelsLast() ? 1 : image.length / channels;
        int ofPosition = layerConf().channelsLast() ? channels : 1;
        for (int i = cell.top(); i < cell.bottom(); i++) {
            for (int j = cell.left(); j < cell.right(); j++) {
                int value = (i * width + j) * ofPosition;
                for (int c = 0; c < channels; c++) {
                    visitor.visit(value + c * ofChannel, c);
                }
            }
        }
    }

    private void size(INDArray x, Cell[] cells) {
        int values = (int) (x.length() / x.size(0));
        if (image.length != values) {
            image = new float[values];
            means = new float[cells.length * layerConf().channels()];
        }
    }
}
