package org.exeunt.api.params;

/**
 * Storage of the values of a {@link ParameterSet} outside the Java heap, such as in a file. Values never change.
 *
 * <p>Safe for use by multiple threads.
 */
public interface StoredValues {
    /**
     * Copies a range of the values.
     *
     * @param from index of the first value, 0-based
     * @param target receives the values, from index {@code offset}
     * @param count number of values
     */
    void read(int from, float[] target, int offset, int count);
}
