package org.exeunt.dl4j.layers.conv;

import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.dl4j.devicefile.DeviceSteps;
import org.exeunt.dl4j.devicefile.DeviceSteps.Image;
import org.exeunt.dl4j.layers.FastConfiguration;
import org.exeunt.dl4j.onnx.OnnxNodes;
import org.exeunt.dl4j.spi.DeviceEquivalent;
import org.exeunt.dl4j.spi.OnnxEquivalent;

/**
 * The means of the cells of a grid: from images in either layout to {@code [batch, cells * channels]}, cell by cell in
 * the order of rows. Cells are those of PyTorch's {@code AdaptiveAvgPool2d}: of nearly equal size, overlapping by one
 * position where the image cannot be divided. A grid has at most one cell per position in each direction.
 */
public final class GridAverage extends FastConfiguration implements OnnxEquivalent, DeviceEquivalent {
    /**
     * The positions of a cell: rows from {@code top} to {@code bottom}, columns from {@code left} to {@code right}, the
     * ends excluded.
     */
    record Cell(int top, int bottom, int left, int right) {
        int positions() {
            return (bottom - top) * (right - left);
        }
    }

    private final int grid;
    private CNN2DFormat format = CNN2DFormat.NHWC;
    private int height;
    private int width;
    private int channels;

    /**
     * Creates the layer.
     *
     * @param grid number of cells in each direction; at least 1
     */
    public GridAverage(int grid) {
        super(GridAverageLayer::new);
        this.grid = grid;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        InputType.InputTypeConvolutional image = (InputType.InputTypeConvolutional) inputType;
        format = image.getFormat();
        height = (int) image.getHeight();
        width = (int) image.getWidth();
        channels = (int) image.getChannels();
    }

    boolean channelsLast() {
        return format == CNN2DFormat.NHWC;
    }

    int width() {
        return width;
    }

    int channels() {
        return channels;
    }

    /** Returns the cells of the grid, row by row. */
    Cell[] cells() {
        int rows = Math.min(grid, height);
        int columns = Math.min(grid, width);
        Cell[] cells = new Cell[rows * columns];
        for (int i = 0; i < cells.length; i++) {
            int row = i / columns;
            int column = i % columns;
            cells[i] = new Cell(
                    row * height / rows,
                    ((row + 1) * height + rows - 1) / rows,
                    column * width / columns,
                    ((column + 1) * width + columns - 1) / columns);
        }
        return cells;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        setNIn(inputType, true);
        return InputType.feedForward((long) cells().length * channels);
    }

    @Override
    public List<Image> addSteps(DeviceSteps steps, List<Image> input) {
        return List.of(steps.average(input.get(0), grid));
    }

    @Override
    public String addOnnx(OnnxNodes nodes, String input) {
        Cell[] cells = cells();
        int positions = height * width;
        float[] shares = new float[cells.length * positions];
        for (int cell = 0; cell < cells.length; cell++) {
            for (int i = cells[cell].top(); i < cells[cell].bottom(); i++) {
                for (int j = cells[cell].left(); j < cells[cell].right(); j++) {
                    shares[cell * positions + i * width + j] = 1f / cells[cell].positions();
                }
            }
        }
        String byPosition = nodes.transpose(nodes.reshape(input, 0, channels, positions), 0, 2, 1);
        String means = nodes.add("MatMul", nodes.constant("cells", shares, cells.length, positions), byPosition);
        return nodes.reshape(means, 0, (long) cells.length * channels);
    }
}
