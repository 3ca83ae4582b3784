package org.exeunt.dl4j.nativeaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Runs for both memory locations. */
@ParameterizedClass
@EnumSource(MemoryLocation.class)
class NativeFloatsTest {
    private final MemoryLocation before;

    private final INDArray ten = Nd4j.createFromArray(0f, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    NativeFloatsTest(MemoryLocation memory) {
        before = MemoryLocation.use(memory);
    }

    @AfterEach
    void restoreMemoryLocation() {
        MemoryLocation.use(before);
    }

    private static float[] values(NativeFloats floats) {
        float[] values = new float[floats.length()];
        floats.get(0, values, 0, values.length);
        return values;
    }

    @Test
    void viewsStartAtTheirFirstElement() {
        INDArray view = ten.get(NDArrayIndex.interval(3, 7));
        NativeFloats floats = NativeFloats.of(view);
        assertThat(values(floats)).containsExactly(3, 4, 5, 6);
        floats.put(1, new float[] {-1, 40, 50}, 1, 2);
        assertThat(ten.toFloatVector()).containsExactly(0, 1, 2, 3, 40, 50, 6, 7, 8, 9);
    }

    @Test
    void sharesRawBits() {
        NativeFloats floats = NativeFloats.of(ten);
        int[] bits = new int[2];
        floats.getBits(1, bits, 2);
        assertThat(bits).containsExactly(Float.floatToRawIntBits(1), Float.floatToRawIntBits(2));
        floats.putBits(8, bits, 2);
        assertThat(ten.getFloat(9)).isEqualTo(2);
    }

    @Test
    void zeroesALongRange() {
        INDArray ones = Nd4j.ones(DataType.FLOAT, 10_000);
        NativeFloats.of(ones).zero(1, 9_998);
        assertThat(ones.sumNumber().doubleValue()).isEqualTo(2);
        assertThat(ones.getFloat(0)).isEqualTo(1);
        assertThat(ones.getFloat(9_999)).isEqualTo(1);
    }

    @Test
    void rejectsArraysThatAreNotDense() {
        INDArray matrix = ten.reshape('c', 2, 5);
        assertThatThrownBy(() -> NativeFloats.of(matrix.transpose()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[5, 2]");
        assertThatThrownBy(() -> NativeFloats.of(matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 3))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NativeFloats.of(Nd4j.zeros(DataType.DOUBLE, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DOUBLE");
    }

    @Test
    void copiesOnlyArraysThatAreNotDense() {
        INDArray matrix = ten.reshape('c', 2, 5);
        assertThat(NativeFloats.dense(matrix)).isSameAs(matrix);
        assertThat(values(NativeFloats.of(NativeFloats.dense(matrix.transpose()))))
                .containsExactly(0, 5, 1, 6, 2, 7, 3, 8, 4, 9);
    }

    @Test
    void batchesOfSeveralSizesShareMemory() {
        ReusedArray reused = new ReusedArray();
        INDArray four = reused.ofShape(4, 3);
        INDArray two = reused.ofShape(2, 3);
        four.assign(7);
        assertThat(two.shape()).containsExactly(2, 3);
        assertThat(values(NativeFloats.of(two))).containsOnly(7);
        assertThat(reused.ofShape(4, 3)).isSameAs(four);
        assertThat(reused.ofShape(2, 3)).isSameAs(two);
        assertThat(reused.ofShape(8, 3).shape()).containsExactly(8, 3);
    }

    @Test
    void copiesFromOneArrayToAnother() {
        INDArray target = Nd4j.zeros(DataType.FLOAT, 2, 3);
        NativeFloats.of(target).put(1, NativeFloats.of(ten), 4, 3);
        assertThat(values(NativeFloats.of(target))).containsExactly(0, 4, 5, 6, 0, 0);
    }

    @Test
    void preservesTheBitsOfNaN() {
        int[] bits = {0x7fc12345, Float.floatToRawIntBits(Float.NEGATIVE_INFINITY), 0x80000000};
        NativeFloats.of(ten).putBits(2, bits, 3);
        int[] read = new int[3];
        NativeFloats.of(ten).getBits(2, read, 3);
        assertThat(read).isEqualTo(bits);
    }

    @Test
    void operationsWorkOnPartsOfArrays() {
        Matrix left = Matrix.of(ten).part(1, 2, 3);
        Matrix right = Matrix.of(Nd4j.createFromArray(1f, 0, 0, 1, 1, 1).reshape('c', 3, 2));
        INDArray result = Nd4j.ones(DataType.FLOAT, 3, 2);
        new NativeOp("matmul", 2, new double[] {1, 1}, 0, 0, 0)
                .run(Matrix.of(result).rows(1, 2), left, right);
        assertThat(values(NativeFloats.of(result))).containsExactly(1, 1, 5, 6, 11, 12);
    }

    @Test
    void deviceArraysAreNotAccessedByAddress() {
        assertThat(NativeFloats.of(ten)).isInstanceOf(MemoryLocation.isHost() ? HostFloats.class : ArrayFloats.class);
        assertThat(MemoryLocation.ofBackend("JCublasBackend")).isEqualTo(MemoryLocation.DEVICE);
        assertThat(MemoryLocation.ofBackend("CpuBackend")).isEqualTo(MemoryLocation.HOST);
    }
}
