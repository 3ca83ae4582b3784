package org.exeunt.api.data;

import java.util.List;
import java.util.OptionalInt;

/**
 * The shape of one example without the batch axis: {@code [channels, height, width]} for images,
 * {@code [channels, time]} for time series, {@code [features]} for vectors, {@code [length]} for token sequences.
 *
 * @param lengths at least one axis, each of length at least 1
 * @param vocabulary number of token ids, if the values are integers from 0 to this number minus 1; empty for other
 *     values, and for token ids of an unknown number
 */
public record InputShape(List<Integer> lengths, OptionalInt vocabulary) {
    public InputShape {
        lengths = List.copyOf(lengths);
        if (lengths.isEmpty() || lengths.stream().anyMatch(length -> length < 1)) {
            throw new IllegalArgumentException(
                    "shape " + lengths + " must have at least one axis, each of length at least 1");
        }
    }

    /** Returns a shape of values that are not known to be token ids. */
    public static InputShape of(List<Integer> lengths) {
        return new InputShape(lengths, OptionalInt.empty());
    }

    /** Returns the shape of an image, {@code [channels, height, width]}. */
    public static InputShape image(int channels, int height, int width) {
        return of(List.of(channels, height, width));
    }

    /** Returns the shape of a vector, {@code [features]}. */
    public static InputShape vector(int features) {
        return of(List.of(features));
    }

    /**
     * Returns the shape of a token sequence, {@code [length]}.
     *
     * @param vocabulary number of token ids; a data set whose user chooses it has the option {@code vocabulary}
     */
    public static InputShape tokens(int length, int vocabulary) {
        return new InputShape(List.of(length), OptionalInt.of(vocabulary));
    }

    /** Returns whether this shape has three axes, {@code [channels, height, width]}. */
    public boolean isImage() {
        return lengths.size() == 3;
    }

    /** Returns the number of values of one example. */
    public int size() {
        return lengths.stream().reduce(1, Math::multiplyExact);
    }

    @Override
    public String toString() {
        return lengths.toString();
    }
}
