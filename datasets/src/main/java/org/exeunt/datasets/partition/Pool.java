package org.exeunt.datasets.partition;

import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;

/**
 * The examples that are assigned to clients: the first {@code size} of {@link Dataset#all()}.
 *
 * @param dataset the data set
 * @param examples all examples of the data set
 * @param size number of examples to assign
 * @param warnings receives warnings about the assignment
 */
public record Pool(Dataset dataset, Examples examples, int size, Consumer<String> warnings) {
    /** Returns the number of classes. */
    public int classes() {
        return dataset.classes();
    }

    /** Returns the label of an example. */
    public int label(int index) {
        return examples.label(index);
    }

    /** Returns all indices in ascending order. */
    public int[] indices() {
        return IntStream.range(0, size).toArray();
    }

    /** Returns the indices of each class in ascending order. */
    public int[][] byClass() {
        return Indices.grouped(classes(), 0, size, this::label);
    }

    /** Warns of a property of the assignment. */
    void warn(String sentence) {
        warnings.accept(sentence);
    }
}
