package org.exeunt.datasets.partition;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Owners;
import org.exeunt.datasets.image.PixelScaling;

/** Data sets for tests that only use labels. */
final class LabelledDatasets {
    private LabelledDatasets() {}

    /**
     * Returns a data set with cyclic labels; the first half is the file a.bin and the training set, the rest b.bin and
     * the test set.
     */
    static Dataset of(int examples, int classes) {
        return of(classes, cyclicLabels(examples / 2, classes), rest(examples, classes));
    }

    /** Returns a data set with cyclic labels and only training examples. */
    static Dataset withoutTest(int examples, int classes) {
        return of(classes, cyclicLabels(examples, classes), new int[0]);
    }

    /** Returns a data set with given labels; the training set is a.bin, the test set b.bin. */
    static Dataset of(int classes, int[] train, int[] test) {
        return of(classes, train, test, Optional.empty());
    }

    static Dataset of(int classes, int[] train, int[] test, Optional<Owners> owners) {
        return new Dataset(
                "Turns",
                InputShape.vector(1),
                IntStream.range(0, classes).mapToObj(label -> "class " + label).toList(),
                records(train),
                records(test),
                List.of(new Dataset.File("a.bin", train.length, "a"), new Dataset.File("b.bin", test.length, "b")),
                owners);
    }

    /** Returns cyclic labels. */
    static int[] cyclicLabels(int examples, int classes) {
        return IntStream.range(0, examples).map(i -> i % classes).toArray();
    }

    private static int[] rest(int examples, int classes) {
        return IntStream.range(examples / 2, examples).map(i -> i % classes).toArray();
    }

    private static Examples records(int[] labels) {
        byte[] records = new byte[2 * labels.length];
        for (int i = 0; i < labels.length; i++) {
            records[2 * i] = (byte) labels[i];
        }
        return PixelScaling.unit(1).examples(records, 1, 1);
    }
}
