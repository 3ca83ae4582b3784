package org.exeunt.datasets.partition;

import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;

/**
 * The examples that are assigned to clients: the first {@code size} of {@link Dataset#all()}.
 *
 * @param dataset the data set
 * @param examples all examples of the data set
 * @param size number of examples to assign
 */
public record Pool(Dataset dataset, Examples examples, int size) {
    /** Returns the pool of training and test examples. */
    static Pool ofAll(Dataset dataset) {
        Examples all = dataset.all();
        return new Pool(dataset, all, all.size());
    }

    /** Returns the pool of the training examples. */
    static Pool ofTrain(Dataset dataset) {
        return new Pool(dataset, dataset.all(), dataset.train().size());
    }

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
        return IntStream.range(0, classes())
                .mapToObj(label -> IntStream.range(0, size)
                        .filter(index -> label(index) == label)
                        .toArray())
                .toArray(int[][]::new);
    }
}
