package org.exeunt.api.data;

import java.util.Objects;

/**
 * A sequence of labelled examples in a fixed order.
 *
 * <p>Values are converted on each access, so that an implementation can keep images as bytes in memory. Safe for use by
 * multiple threads. Indices are 0-based.
 */
public interface Examples {
    /** Returns the number of examples. */
    int size();

    /** Returns the label of an example: 0-based, below the number of classes. */
    int label(int index);

    /**
     * Copies the values of one example, in row-major order of the {@link InputShape}, such as
     * {@code [channels, height, width]} for images.
     *
     * @param index index of the example
     * @param target receives the values
     * @param offset index of the first value in {@code target}
     */
    void copyTo(int index, float[] target, int offset);

    /**
     * Returns a view of some examples, in the order of {@code indices}.
     *
     * @param indices indices into this sequence; copied
     */
    default Examples select(int[] indices) {
        int[] chosen = indices.clone();
        for (int index : chosen) {
            Objects.checkIndex(index, size());
        }
        return new ExamplesView(
                chosen.length,
                index -> label(chosen[index]),
                (index, target, offset) -> copyTo(chosen[index], target, offset));
    }

    /** Copies values of examples; must be safe for use by multiple threads. */
    @FunctionalInterface
    interface Values {
        /** Copies the values of one example, as {@link Examples#copyTo} does. */
        void copyTo(int index, float[] target, int offset);
    }

    /**
     * Returns examples whose values are converted on each access.
     *
     * @param labels one label per example, 0-based; not copied, must not be modified afterwards
     */
    static Examples of(int[] labels, Values values) {
        return new ExamplesView(labels.length, index -> labels[index], values);
    }

    /**
     * Returns examples in memory.
     *
     * @param values one row per example, all of the same length; not copied, must not be modified afterwards
     * @param labels one label per row, 0-based; not copied, must not be modified afterwards
     * @throws IllegalArgumentException if there are more or fewer labels than rows, or rows differ in length
     */
    static Examples of(float[][] values, int[] labels) {
        if (values.length != labels.length) {
            throw new IllegalArgumentException("%d rows of values and %d labels; expected one label per row"
                    .formatted(values.length, labels.length));
        }
        for (int i = 1; i < values.length; i++) {
            if (values[i].length != values[0].length) {
                throw new IllegalArgumentException("row %d has %d values and row 1 has %d; expected equally many"
                        .formatted(i + 1, values[i].length, values[0].length));
            }
        }
        return of(
                labels,
                (index, target, offset) -> System.arraycopy(values[index], 0, target, offset, values[index].length));
    }

    /** Returns the examples of {@code first} followed by those of {@code second}. */
    static Examples concatenate(Examples first, Examples second) {
        int middle = first.size();
        return new ExamplesView(
                middle + second.size(),
                index -> index < middle ? first.label(index) : second.label(index - middle),
                (index, target, offset) -> {
                    if (index < middle) {
                        first.copyTo(index, target, offset);
                    } else {
                        second.copyTo(index - middle, target, offset);
                    }
                });
    }

    /**
     * Returns the number of examples of each class, in label order.
     *
     * @param classes number of classes
     */
    default int[] classCounts(int classes) {
        int[] counts = new int[classes];
        for (int i = 0; i < size(); i++) {
            counts[label(i)]++;
        }
        return counts;
    }
}
