package org.exeunt.api.data;

import java.util.List;

/**
 * The shape of one example without the batch axis: {@code [channels, height, width]} for images,
 * {@code [channels, time]} for time series, {@code [features]} for vectors, {@code [length]} for token sequences.
 *
 * @param lengths at least one axis, each of length at least 1
 */
public record InputShape(List<Integer> lengths) {
    public InputShape {
        lengths = List.copyOf(lengths);
        if (lengths.isEmpty() || lengths.stream().anyMatch(length -> length < 1)) {
            throw new IllegalArgumentException(
                    "shape " + lengths + " must have at least one axis, each of length at least 1");
        }
    }

    /** Returns the shape of an image, {@code [channels, height, width]}. */
    public static InputShape image(int channels, int height, int width) {
        return new InputShape(List.of(channels, height, width));
    }

    /** Returns the shape of a vector, {@code [features]}. */
    public static InputShape vector(int features) {
        return new InputShape(List.of(features));
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
