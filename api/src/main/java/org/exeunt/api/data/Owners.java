package org.exeunt.api.data;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The owners of the examples of a data set with a natural split, such as the subjects of a sensor study. If the data
 * set records it, the examples of an owner are in order of time.
 *
 * @param names one name per owner, unique
 * @param ofExamples for each example of {@link Dataset#all()}, the 0-based index of its owner in {@code names}
 */
public record Owners(List<String> names, int[] ofExamples) {
    public Owners {
        names = List.copyOf(names);
        ofExamples = ofExamples.clone();
        if (names.stream().distinct().count() != names.size()) {
            throw new IllegalArgumentException("owners " + names + " must have unique names");
        }
        for (int owner : ofExamples) {
            Objects.checkIndex(owner, names.size());
        }
    }

    @Override
    public int[] ofExamples() {
        return ofExamples.clone();
    }

    /**
     * Returns the name of the owner of all given examples; empty if they have several owners or there are none.
     *
     * @param examples indices into {@link Dataset#all()}
     */
    public Optional<String> common(IntStream examples) {
        int[] found =
                examples.map(example -> ofExamples[example]).distinct().limit(2).toArray();
        return found.length == 1 ? Optional.of(names.get(found[0])) : Optional.empty();
    }
}
