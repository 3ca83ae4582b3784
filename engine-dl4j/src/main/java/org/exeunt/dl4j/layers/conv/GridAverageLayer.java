package org.exeunt.dl4j.layers.conv;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.exeunt.dl4j.layers.ReducingLayer;
import org.exeunt.dl4j.layers.conv.GridAverage.Cell;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.buffer.DataType;

/** The layer of a {@link GridAverage} configuration. */
final class GridAverageLayer extends ReducingLayer<GridAverage> {
    private final Cell[] cells;
    private final double[] sums;

    GridAverageLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
        this.cells = layerConf().cells();
        this.sums = new double[layerConf().channels()];
    }

    @Override
    protected int width() {
        return cells.length * sums.length;
    }

    @Override
    protected void reduce(NativeFloats source, int n) {
        source.get(n * example.length, example, 0, example.length);
        for (int cell = 0; cell < cells.length; cell++) {
            Arrays.fill(sums, 0);
            visit(cells[cell], (value, channel) -> sums[channel] += example[value]);
            for (int c = 0; c < sums.length; c++) {
                vector[cell * sums.length + c] = (float) (sums[c] / cells[cell].positions());
            }
        }
    }

    @Override
    protected void spread(int n) {
        Arrays.fill(example, 0f);
        for (int cell = 0; cell < cells.length; cell++) {
            int first = cell * sums.length;
            float share = 1f / cells[cell].positions();
            visit(cells[cell], (value, channel) -> example[value] += share * vector[first + channel]);
        }
    }

    /** Receives the index of a value in the image, and its channel. */
    private interface Visitor {
        void visit(int value, int channel);
    }

    private void visit(Cell cell, Visitor visitor) {
        int channels = sums.length;
        int width = layerConf().width();
        int ofChannel = layerConf().channelsLast() ? 1 : example.length / channels;
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
}
