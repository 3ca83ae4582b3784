package org.exeunt.api.data;

import java.util.List;

/**
 * The shape of one example without its batch axis: {@code [channels, height, width]} of an image, {@code [channels, time]} of a
 * series, {@code [features]} of a vector or {@code [length]} of a token sequence.
 *
 * @param lengths at least one axis, each length at least 1
 */
public record InputShape(List<Integer> lengths) {
    public InputShape {
        lengths = List.copyOf(lengths);
        if (lengths.isEmpty() || lengths.stream().anyMatch(length -> length < 1)) {
            throw new IllegalArgumentException("shape " + lengths + " needs at least one axis, each at least 1 long");
        }
    }

    /** Returns the shape of an image, {@code [channels, height, width]}. */
    public static InputShape image(int channels, int height, int width) {
        return new InputShape(List.of(channels, height, width));
    }

    /** Returns the shape of a plain vector. */
    public static InputShape vector(int features) {
        return new InputShape(List.of(features));
    }

    /** Returns whether this is {@code [channels, height, width]}. */
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
