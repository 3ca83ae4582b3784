package org.exeunt.api.data;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Who the examples of a naturally split data set come from, such as the people who wore a sensor. The examples of one owner stand in
 * the order in which they arose where the data set knows it.
 *
 * @param names one name an owner, all different
 * @param ofExamples for each example of {@link Dataset#all()} the place of its owner in {@code names}, 0-based
 */
public record Owners(List<String> names, int[] ofExamples) {
    public Owners {
        names = List.copyOf(names);
        ofExamples = ofExamples.clone();
        if (names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException("owners " + names + " are not all different");
        }
        for (int owner : ofExamples) {
            Objects.checkIndex(owner, names.size());
        }
    }

    @Override
    public int[] ofExamples() {
        return ofExamples.clone();
    }

    /** Returns the examples of one owner as indices into {@link Dataset#all()}, ascending. */
    public int[] examplesOf(int owner) {
        return IntStream.range(0, ofExamples.length)
                .filter(example -> ofExamples[example] == owner)
                .toArray();
    }
}
