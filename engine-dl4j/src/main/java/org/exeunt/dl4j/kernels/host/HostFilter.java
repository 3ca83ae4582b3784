package org.exeunt.dl4j.kernels.host;

import java.util.Arrays;
import org.exeunt.dl4j.kernels.Epilogue;
import org.exeunt.dl4j.kernels.Filter;
import org.exeunt.dl4j.kernels.VectorLoops;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution that reads and writes whole arrays in host memory. */
final class HostFilter implements Filter, ConvolutionOutput, ConvolutionGradient {
    private static final int TILE = Grid.TILE;

    private final Convolution convolution;
    private final int channels;
    private final float[] scale;
    private final float[] offset;
    private final float[] values;
    private final float[] residuals;
    private NativeFloats z;
    private Epilogue epilogue;
    private NativeFloats residual;

    HostFilter(Convolution convolution) {
        this.convolution = convolution;
        this.channels = convolution.out();
        int tile = VectorLoops.tileLength(channels);
        this.scale = new float[tile];
        this.offset = new float[tile];
        this.values = new float[tile];
        this.residuals = new float[tile];
    }

    @Override
    public void forward(INDArray x, INDArray weights, Epilogue epilogue, INDArray y) {
        setTarget(epilogue, NativeFloats.of(y));
        convolution.forward(NativeFloats.of(x), convolution.grid(x), NativeFloats.of(weights), this);
    }

    /** Sets the array for the results and the operations after the convolution. */
    void setTarget(Epilogue epilogue, NativeFloats y) {
        this.z = y;
        this.epilogue = epilogue;
        if (epilogue != null) {
            residual = epilogue.residual() == null ? null : NativeFloats.of(epilogue.residual());
            VectorLoops.repeat(epilogue.scale(), 0, channels, scale);
            VectorLoops.repeat(epilogue.offset(), 0, channels, offset);
        }
    }

    @Override
    public void keepPreparedWeights(boolean keep) {
        convolution.keepPreparedWeights(keep);
    }

    @Override
    public void backward(INDArray x, INDArray weights, INDArray dz, INDArray dx, INDArray dWeights) {
        this.z = NativeFloats.of(dz);
        convolution.backward(
                NativeFloats.of(x),
                convolution.grid(x),
                NativeFloats.of(weights),
                this,
                dx == null ? null : NativeFloats.of(dx),
                NativeFloats.of(dWeights));
    }

    @Override
    public void takeTiles(Tiles tiles, float[][] positions) {
        for (int i = 0; i < TILE; i++) {
            for (int j = 0; j < TILE; j++) {
                takePosition(tiles, i * tiles.grid().columns() + j, i, j, positions[TILE * i + j]);
            }
        }
    }

    /**
     * Receives one position of all tiles.
     *
     * @param after number of positions between the first position of a tile and this one
     */
    private void takePosition(Tiles tiles, int after, int row, int column, float[] position) {
        if (epilogue != null) {
            for (int tile = 0; residual != null && tile < tiles.count(); tile++) {
                if (row < tiles.rows(tile) && column < tiles.columns(tile)) {
                    residual.get((tiles.position(tile) + after) * channels, residuals, tile * channels, channels);
                }
            }
            applyEpilogue(position, tiles.count() * channels);
        }
        for (int tile = 0; tile < tiles.count(); tile++) {
            if (row < tiles.rows(tile) && column < tiles.columns(tile)) {
                z.put((tiles.position(tile) + after) * channels, position, tile * channels, channels);
            }
        }
    }

    /** Applies the epilogue to whole rows of channels; residuals have been read before. */
    private void applyEpilogue(float[] position, int count) {
        if (residual != null && epilogue.relu()) {
            VectorLoops.scaleAddAndClip(position, scale, offset, residuals, count);
        } else if (residual == null && epilogue.relu()) {
            VectorLoops.scaleAndClip(position, scale, offset, count);
        } else {
            VectorLoops.scale(position, scale, offset, count);
            if (residual != null) {
                VectorLoops.add(position, residuals, count);
            }
        }
    }

    @Override
    public void readTiles(Tiles tiles, float[][] positions) {
        for (int i = 0; i < TILE; i++) {
            for (int j = 0; j < TILE; j++) {
                float[] position = positions[TILE * i + j];
                int after = i * tiles.grid().columns() + j;
                for (int tile = 0; tile < tiles.count(); tile++) {
                    if (i < tiles.rows(tile) && j < tiles.columns(tile)) {
                        z.get((tiles.position(tile) + after) * channels, position, tile * channels, channels);
                    } else {
                        Arrays.fill(position, tile * channels, (tile + 1) * channels, 0f);
                    }
                }
            }
        }
    }

    @Override
    public Matrix images(Grid grid, int first, int count) {
        return new Matrix(z, first * grid.positions() * channels, count * grid.positions(), channels);
    }

    @Override
    public void takeImages(Grid grid, int first, int count) {
        if (epilogue == null) {
            return;
        }
        int end = (first + count) * grid.positions() * channels;
        for (int from = first * grid.positions() * channels; from < end; from += values.length) {
            int length = Math.min(values.length, end - from);
            z.get(from, values, 0, length);
            if (residual != null) {
                residual.get(from, residuals, 0, length);
            }
            applyEpilogue(values, length);
            z.put(from, values, 0, length);
        }
    }

    @Override
    public Matrix imageGradients(Grid grid, int first, int count) {
        return images(grid, first, count);
    }
}
