package org.exeunt.dl4j.kernels.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.exeunt.dl4j.kernels.Epilogue;
import org.exeunt.dl4j.kernels.Window;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Tests that the operations after a convolution return bitwise equal results for tiles and for whole images. Other
 * tests compare only whole images with a reference, because small layers do not use the Winograd algorithm.
 */
class TilesAndImagesTest {
    private static final long SEED = 20261126;
    private static final int CHANNELS = 3;
    private static final int TILES_AT_ONCE = 5;

    static Stream<Grid> grids() {
        return Stream.of(new Grid(2, 9, 9, 8, 8), new Grid(3, 8, 11, 6, 10), new Grid(1, 4, 4, 2, 2));
    }

    @ParameterizedTest
    @MethodSource("grids")
    void poolingOfTilesAndImagesAgrees(Grid grid) {
        NativeFloats z = normal(grid.batch() * grid.positions() * CHANNELS);
        NativeFloats bias = normal(CHANNELS);
        int pooledSize = z.length() / 4;
        NativeFloats dy = normal(pooledSize);
        PooledOutput output = new PooledOutput(CHANNELS, 2);

        NativeFloats y = zeros(pooledSize);
        NativeFloats winners = zeros(pooledSize);
        output.startForward(bias, y, winners);
        passImages(grid, z, output);
        output.startBackward(dy);
        float[] dz = output.imageGradients(grid, 0, grid.batch()).toArray();

        NativeFloats tiledY = zeros(pooledSize);
        NativeFloats tiledWinners = zeros(pooledSize);
        NativeFloats tiledDz = zeros(z.length());
        output.startForward(bias, tiledY, tiledWinners);
        passTiles(grid, z, output);
        output.startBackward(dy);
        WholeArrays gradient = new WholeArrays(tiledDz, tiledDz, CHANNELS);
        forEachTile(grid, (tiles, values) -> {
            output.readTiles(tiles, values);
            gradient.takeTiles(tiles, values);
        });

        assertThat(values(tiledY)).as("result, seed %d", SEED).isEqualTo(values(y));
        assertThat(values(tiledWinners)).as("winners").isEqualTo(values(winners));
        assertThat(values(tiledDz)).as("gradient").isEqualTo(dz);
    }

    @ParameterizedTest
    @MethodSource("grids")
    void epilogueOfTilesAndImagesAgrees(Grid grid) {
        int size = grid.batch() * grid.positions() * CHANNELS;
        float[] scale = values(normal(CHANNELS));
        float[] offset = values(normal(CHANNELS));
        NativeFloats z = normal(size);
        for (INDArray residual : new INDArray[] {null, normal(size).array()}) {
            for (boolean relu : new boolean[] {false, true}) {
                Epilogue epilogue = new Epilogue(scale, offset, residual, relu);
                NativeFloats y = zeros(size);
                NativeFloats tiled = zeros(size);
                HostFilter filter = new HostFilter(new Convolution(Window.same(3), Window.same(3), 1, CHANNELS));
                filter.setTarget(epilogue, y);
                passImages(grid, z, filter);
                filter.setTarget(epilogue, tiled);
                passTiles(grid, z, filter);
                assertThat(values(tiled)).as("%s, seed %d", epilogue, SEED).isEqualTo(values(y));
            }
        }
    }

    private static void passImages(Grid grid, NativeFloats z, ConvolutionOutput output) {
        Matrix all = output.images(grid, 0, grid.batch());
        all.put(0, values(z), z.length());
        output.takeImages(grid, 0, grid.batch());
    }

    private static void passTiles(Grid grid, NativeFloats z, ConvolutionOutput output) {
        WholeArrays whole = new WholeArrays(z, z, CHANNELS);
        forEachTile(grid, (tiles, values) -> {
            whole.readTiles(tiles, values);
            output.takeTiles(tiles, values);
        });
    }

    private interface Work {
        void on(Tiles tiles, float[][] values);
    }

    private static void forEachTile(Grid grid, Work work) {
        int count = grid.batch() * grid.tilesPerImage();
        Tiles tiles = new Tiles();
        float[][] values = new float[Grid.TILE * Grid.TILE][TILES_AT_ONCE * CHANNELS];
        for (int first = 0; first < count; first += TILES_AT_ONCE) {
            tiles.set(grid, first, Math.min(TILES_AT_ONCE, count - first));
            work.on(tiles, values);
        }
    }

    private static NativeFloats zeros(int size) {
        return NativeFloats.of(Nd4j.zeros(size));
    }

    private static NativeFloats normal(int size) {
        Random random = new Random(SEED + size);
        NativeFloats floats = zeros(size);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        floats.put(0, values, 0, size);
        return floats;
    }

    private static float[] values(NativeFloats floats) {
        float[] values = new float[floats.length()];
        floats.get(0, values, 0, values.length);
        return values;
    }
}
