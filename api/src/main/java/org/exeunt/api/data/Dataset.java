package org.exeunt.api.data;

import java.util.List;
import java.util.Optional;

/**
 * A loaded data set.
 *
 * @param name display name, such as {@code CIFAR-10}
 * @param input shape of one example
 * @param classNames one name per class, in label order
 * @param train original training examples
 * @param test original test examples; may be empty
 * @param files files that were read, in order: their records, concatenated, are {@code train} followed by {@code test}.
 *     One entry without a file, named by the id of the plugin, for generated data
 * @param owners owner of each example of {@link #all()}; empty unless the data set has a natural split
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
     * A file of a data set.
     *
     * @param name path relative to the directory of the data set, such as {@code data_batch_1.bin}
     * @param records number of examples in the file
     * @param sha256 checksum in lower-case hexadecimal digits: of the content of the file; of the examples for
     *     generated data; of the checksums of all files in order for an entry that represents a directory of files
     */
    public record File(String name, int records, String sha256) {}

    public Dataset {
        classNames = List.copyOf(classNames);
        files = List.copyOf(files);
        int examples = train.size() + test.size();
        if (owners.isPresent() && owners.get().ofExamples().length != examples) {
            throw new IllegalArgumentException(
                    "%s: owners of %d examples given, expected one owner for each of %d examples"
                            .formatted(name, owners.get().ofExamples().length, examples));
        }
    }

    /** Returns a data set without owners. */
    public static Dataset of(
            String name, InputShape input, List<String> classNames, Examples train, Examples test, List<File> files) {
        return new Dataset(name, input, classNames, train, test, files, Optional.empty());
    }

    /** Returns the number of classes. */
    public int classes() {
        return classNames.size();
    }

    /**
     * Returns the training examples followed by the test examples. Partitions refer to examples by their index in this
     * sequence.
     */
    public Examples all() {
        return Examples.concatenate(train, test);
    }
}
