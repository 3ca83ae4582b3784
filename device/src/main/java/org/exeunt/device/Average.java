package org.exeunt.device;

import java.util.Arrays;

/**
 * The means of the first channels of an image over the cells of a grid, which overlap if its lengths are no multiples.
 *
 * <p>Its numbers are: image to read, number of channels to read, image to write, rows and columns of the grid.
 */
final class Average implements Step {
    private static final int LARGEST = 1 << 10;

    private final int from;
    private final int in;
    private final int to;
    private final int rows;
    private final int columns;
    private final int[] input;

    Average(ModelFile file, int[][] images) {
        from = file.next("an image that is read", 0, images.length - 1);
        input = images[from];
        in = file.next("the number of channels that are read", 1, input[2]);
        to = file.next("an image that is written", 0, images.length - 1);
        rows = file.next("the rows of a grid", 1, Math.min(LARGEST, input[0]));
        columns = file.next("the columns of a grid", 1, Math.min(LARGEST, input[1]));
        ModelFile.require(
                from != to && (long) rows * columns * in == Network.size(images[to]), "a grid does not fit its image");
    }

    @Override
    public void run(Workspace work) {
        float[] image = work.images[from];
        float[] means = work.images[to];
        Arrays.fill(means, 0);
        for (int cell = 0; cell < rows * columns; cell++) {
            int row = cell / columns;
            int column = cell % columns;
            int top = row * input[0] / rows;
            int bottom = ((row + 1) * input[0] + rows - 1) / rows;
            int left = column * input[1] / columns;
            int right = ((column + 1) * input[1] + columns - 1) / columns;
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    for (int c = 0; c < in; c++) {
                        means[cell * in + c] += image[(y * input[1] + x) * input[2] + c];
                    }
                }
            }
            for (int c = 0; c < in; c++) {
                means[cell * in + c] /= (bottom - top) * (right - left);
            }
        }
    }
}
