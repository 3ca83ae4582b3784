package org.exeunt.dl4j.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Values in double precision, with which float32 results are compared. */
public final class Doubles {
    private static final double STEP = 1e-7;

    private Doubles() {}

    /** Returns normally distributed values that float32 represents exactly. */
    public static double[] normal(RandomGenerator random, int count, double mean, double scale) {
        double[] values = new double[count];
        Arrays.setAll(values, i -> (float) (mean + scale * random.nextGaussian()));
        return values;
    }

    public static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    public static double[] of(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    /** Returns the values of an array in memory order. */
    public static double[] of(INDArray array) {
        float[] floats = new float[(int) array.length()];
        NativeFloats.of(NativeFloats.dense(inMemoryOrder(array))).get(0, floats, 0, floats.length);
        return of(floats);
    }

    /** Sets the values of an array in memory order. */
    public static void put(INDArray array, double[] values) {
        NativeFloats.of(inMemoryOrder(array)).put(0, floats(values), 0, values.length);
    }

    private static INDArray inMemoryOrder(INDArray array) {
        return array.rank() == 2 && array.ordering() == 'f' ? array.transpose() : array;
    }

    public static INDArray array(double[] values, long... shape) {
        return Nd4j.createFromArray(floats(values)).reshape('c', shape);
    }

    public static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    public static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    /** Returns the central difference of a value along a direction of an array that the value depends on. */
    public static double slope(double[] array, double[] direction, DoubleSupplier value) {
        double[] before = array.clone();
        Arrays.setAll(array, i -> before[i] + STEP * direction[i]);
        double up = value.getAsDouble();
        Arrays.setAll(array, i -> before[i] - STEP * direction[i]);
        double down = value.getAsDouble();
        System.arraycopy(before, 0, array, 0, array.length);
        return (up - down) / (2 * STEP);
    }

    /** Asserts that every value is within {@code tolerance}, relative to the largest value, of the expected one. */
    public static void assertClose(String what, double[] actual, double[] expected, double tolerance) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("%s[%d]", what, i).isCloseTo(expected[i], within(tolerance * largest));
        }
    }
}
