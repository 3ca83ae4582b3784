package org.exeunt.api.data;

import java.util.function.IntUnaryOperator;

/** Examples given by two functions of the index. */
record ExamplesView(int size, IntUnaryOperator labels, Values values) implements Examples {
    @Override
    public int label(int index) {
        return labels.applyAsInt(index);
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
        values.copyTo(index, target, offset);
    }
}
