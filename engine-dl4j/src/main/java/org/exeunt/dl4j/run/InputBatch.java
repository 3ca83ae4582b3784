package org.exeunt.dl4j.run;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.dl4j.design.InputLayout;
import org.exeunt.dl4j.nativeaccess.NativeFloats;
import org.exeunt.dl4j.nativeaccess.ReusedArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies examples into a batch in the layout that the first stage requires. For one thread. */
final class InputBatch {
    private static final int ROW_STEP = 8;

    private final ReusedArray array = new ReusedArray();
    private final long[] shape;
    private final int channels;
    private final int positions;
    private final boolean channelsLast;
    private final float[] example;
    private final float[] reordered;

    InputBatch(InputShape example, InputType type) {
        this.shape = type.getShape(true);
        this.channelsLast = InputLayout.movesChannelsLast(example, type);
        this.channels = channelsLast ? example.lengths().get(0) : 1;
        this.positions = example.size() / channels;
        this.example = new float[example.size()];
        this.reordered = new float[example.size()];
    }

    /**
     * Returns the number of rows to which a batch of {@code count} examples is padded. Rounding up keeps the number of
     * distinct array shapes small; small batches are rounded to powers of two, so that they stay cheap.
     */
    static int rowsFor(int count) {
        return count <= ROW_STEP / 2
                ? Integer.highestOneBit(2 * count - 1)
                : (count + ROW_STEP - 1) / ROW_STEP * ROW_STEP;
    }

    /**
     * Returns the batch. It is overwritten by the next call.
     *
     * @param order indices of examples
     * @param from index in {@code order} of the first example
     * @param count number of examples
     * @param rows number of rows of the batch; rows after {@code count} are zero
     */
    INDArray gather(Examples examples, int[] order, int from, int count, int rows) {
        long[] batchShape = shape.clone();
        batchShape[0] = rows;
        INDArray batch = array.ofShape(batchShape);
        NativeFloats target = NativeFloats.of(batch);
        for (int i = 0; i < count; i++) {
            examples.copyTo(order[from + i], example, 0);
            target.put(i * example.length, channelsLast ? toChannelsLast() : example, 0, example.length);
        }
        target.zero(count * example.length, (rows - count) * example.length);
        return batch;
    }

    private float[] toChannelsLast() {
        for (int channel = 0; channel < channels; channel++) {
            int from = channel * positions;
            for (int position = 0, to = channel; position < positions; position++, to += channels) {
                reordered[to] = example[from + position];
            }
        }
        return reordered;
    }
}
