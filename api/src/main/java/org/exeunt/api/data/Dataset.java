package org.exeunt.api.data;

import java.util.List;
import java.util.Optional;

/**
 * A loaded data set.
 *
 * @param name shown in reports, such as {@code CIFAR-10}
 * @param input the shape of one example
 * @param classNames one name a class, in label order
 * @param train the original training examples
 * @param test the original test examples; may be empty
 * @param files the files read, in record order: the records of all files, concatenated, are {@code train} followed by {@code test};
 *     one entry without a file for generated data
 * @param owners whose each example of {@link #all()} is; empty unless the data set is split by nature
 */
public record Dataset(
        String name,
        InputShape input,
        List<String> classNames,
        Examples train,
        Examples test,
        List<File> files,
        Optional<Owners> owners) {
    /**
     * One file of a data set.
     *
     * @param name without the data set's folder, such as {@code data_batch_1.bin}
     * @param records how many examples it holds
     * @param sha256 checksum of its content in lower-case hexadecimal digits; of the examples for generated data; of the checksums of all
     *     files in order where the entry stands for a folder of many
     */
    public record File(String name, int records, String sha256) {}

    public Dataset {
        classNames = List.copyOf(classNames);
        files = List.copyOf(files);
        int examples = train.size() + test.size();
        if (owners.isPresent() && owners.get().ofExamples().length != examples) {
            throw new IllegalArgumentException("%s: %d examples have an owner, of %d there are"
                    .formatted(name, owners.get().ofExamples().length, examples));
        }
    }

    /** Makes a data set whose examples have no owners. */
    public Dataset(
            String name, InputShape input, List<String> classNames, Examples train, Examples test, List<File> files) {
        this(name, input, classNames, train, test, files, Optional.empty());
    }

    /** Returns the number of classes. */
    public int classes() {
        return classNames.size();
    }

    /** Returns training and test examples in one sequence: what partitioners index. */
    public Examples all() {
        return Examples.concatenate(train, test);
    }
}
