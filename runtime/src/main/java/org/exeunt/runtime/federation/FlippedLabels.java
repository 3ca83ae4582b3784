package org.exeunt.runtime.federation;

import org.exeunt.api.data.Examples;

/**
 * The examples of somebody who says that class c is class {@code classes - 1 - c}.
 *
 * @param examples as they are
 * @param classes number of classes
 */
record FlippedLabels(Examples examples, int classes) implements Examples {
    @Override
    public int size() {
        return examples.size();
    }

    @Override
    public int label(int index) {
        return classes - 1 - examples.label(index);
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
        examples.copyTo(index, target, offset);
    }
}
