package org.exeunt.dl4j.run;

import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Parameters, gradient and velocity of a network or of a contiguous part of it, in the order of its layout.
 *
 * @param origin index in the layout of the first element
 */
record FlatVectors(int origin, NativeFloats parameters, NativeFloats gradient, NativeFloats velocity)
        implements AutoCloseable {

    /** Returns vectors of zeros for {@code size} elements of a layout, starting at {@code origin}. */
    static FlatVectors zeros(int origin, int size) {
        return new FlatVectors(origin, vector(size), vector(size), vector(size));
    }

    private static NativeFloats vector(int size) {
        // an empty array has no memory that NativeFloats could access
        return NativeFloats.of(Nd4j.zeros(DataType.FLOAT, 1, Math.max(1, size)));
    }

    /** Writes values to the elements of their blocks in one of the vectors. */
    void write(ParameterSet values, NativeFloats vector) {
        float[] source = values.values();
        int from = 0;
        for (BlockSet.Range range : values.blocks().ranges()) {
            vector.put(range.from() - origin, source, from, range.length());
            from += range.length();
        }
    }

    /** Returns a copy of the elements of some blocks in one of the vectors. */
    ParameterSet read(BlockSet blocks, NativeFloats vector) {
        float[] target = new float[blocks.size()];
        int to = 0;
        for (BlockSet.Range range : blocks.ranges()) {
            vector.get(range.from() - origin, target, to, range.length());
            to += range.length();
        }
        return ParameterSet.of(blocks, target);
    }

    /** Updates running statistics. Deeplearning4j defines their gradient as old minus new value. */
    void updateBuffers(BlockSet buffers) {
        write(ParameterMath.subtract(read(buffers, parameters), read(buffers, gradient)), parameters);
    }

    @Override
    public void close() {
        parameters.array().close();
        gradient.array().close();
        velocity.array().close();
    }
}
