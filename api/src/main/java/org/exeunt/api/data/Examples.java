package org.exeunt.api.data;

/**
 * A sequence of labelled examples, in a fixed order.
 *
 * <p>Values are produced when asked for, so that an image set can stay bytes in memory. Safe for any number of threads.
 */
public interface Examples {
    /** Returns the number of examples. */
    int size();

    /** Returns the label of an example, 0-based, below the number of classes. */
    int label(int index);

    /**
     * Writes the values of one example, row-major in the order of its {@link InputShape}, images as
     * {@code [channels, height, width]}.
     *
     * @param target receives as many values as the shape has
     * @param offset where the first value goes
     */
    void copyTo(int index, float[] target, int offset);

    /** Returns a view of some examples, in the order of {@code indices}, which are copied. */
    default Examples select(int[] indices) {
        return new SelectedExamples(this, indices);
    }

    /** Returns the examples of both, first those of {@code first}. */
    static Examples concatenate(Examples first, Examples second) {
        return new ConcatenatedExamples(first, second);
    }

    /** Returns how many examples each class has. */
    default int[] classCounts(int classes) {
        int[] counts = new int[classes];
        for (int i = 0; i < size(); i++) {
            counts[label(i)]++;
        }
        return counts;
    }
}
