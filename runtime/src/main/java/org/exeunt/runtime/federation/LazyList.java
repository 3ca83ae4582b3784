package org.exeunt.runtime.federation;

import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/**
 * An immutable list that creates an element on each access, so that clients that never train take no memory.
 *
 * @param <E> type of the elements
 */
final class LazyList<E> extends AbstractList<E> implements RandomAccess {
    private final int size;
    private final IntFunction<E> element;

    /**
     * Creates a list.
     *
     * @param element returns the element at an index; equal ones for equal indices, on any thread
     */
    LazyList(int size, IntFunction<E> element) {
        this.size = size;
        this.element = element;
    }

    @Override
    public E get(int index) {
        return element.apply(Objects.checkIndex(index, size));
    }

    @Override
    public int size() {
        return size;
    }
}
