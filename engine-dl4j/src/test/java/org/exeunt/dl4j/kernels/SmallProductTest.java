package org.exeunt.dl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.exeunt.dl4j.nativeaccess.BlasProduct;
import org.exeunt.dl4j.nativeaccess.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.factory.Nd4j;

class SmallProductTest {
    private static final long SEED = 20;

    /** The last two shapes have the largest number of multiply-adds for OpenBLAS, and more than that. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 32, 24", "24, 1, 7", "13, 32, 13", "45, 96, 45", "64, 64, 64", "64, 65, 64"})
    void agreesWithSumsInDoublePrecision(int rows, int inner, int columns) {
        for (boolean transposeLeft : new boolean[] {false, true}) {
            for (boolean transposeRight : new boolean[] {false, true}) {
                agrees(rows, inner, columns, transposeLeft, transposeRight, 0);
                agrees(rows, inner, columns, transposeLeft, transposeRight, 0.25f);
            }
        }
    }

    private static void agrees(
            int rows, int inner, int columns, boolean transposeLeft, boolean transposeRight, float kept) {
        Random random = new Random(SEED);
        // not at the start of its array
        Matrix left = filled(random, 3, transposeLeft ? inner : rows, transposeLeft ? rows : inner);
        Matrix right = filled(random, 1, transposeRight ? columns : inner, transposeRight ? inner : columns);
        Matrix result = filled(random, 2, rows, columns);
        float[] earlier = result.toArray();
        if (kept == 0) {
            result.fill(Float.NaN);
        }
        new SmallProduct(transposeLeft, transposeRight, 0.5, kept).run(left, right, result);
        float[] a = left.toArray();
        float[] b = right.toArray();
        float[] found = result.toArray();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double sum = kept / 0.5 * earlier[row * columns + column];
                for (int i = 0; i < inner; i++) {
                    sum += (double) a[transposeLeft ? i * rows + row : row * inner + i]
                            * b[transposeRight ? column * inner + i : i * columns + column];
                }
                assertThat(found[row * columns + column])
                        .as(
                                "seed %d, transposed %s %s, kept %s, row %d, column %d",
                                SEED, transposeLeft, transposeRight, kept, row, column)
                        .isCloseTo((float) (0.5 * sum), within(1e-5f));
            }
        }
    }

    private static Matrix filled(Random random, int from, int rows, int columns) {
        float[] values = new float[from + rows * columns + 5];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return Matrix.of(Nd4j.createFromArray(values)).part(from, rows, columns);
    }

    @Test
    void rejectsOtherShapes() {
        Matrix two = filled(new Random(SEED), 0, 2, 3);
        Matrix four = filled(new Random(SEED), 0, 4, 2);
        assertThatThrownBy(() -> new BlasProduct(false, false, 1, 0).run(two, four, two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("[2, 3] times [4, 2] is not [2, 3]");
    }
}
