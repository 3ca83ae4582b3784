package org.exeunt.api.params;

/** Values of a {@link ParameterSet} that rest outside the Java heap, in a file for example. They never change. */
public interface RestingValues {
    /**
     * Copies some of the values.
     *
     * @param from place of the first one
     * @param target written to from {@code offset} on
     * @param count how many
     */
    void read(int from, float[] target, int offset, int count);
}
