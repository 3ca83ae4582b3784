package org.exeunt.datasets.userdata;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Owners;

/**
 * The examples of a user's files: training examples, then test examples, each in the order of the files. The classes
 * are the different labels.
 *
 * @param <T> type of their contents
 * @param all examples in order
 * @param train number of training examples
 * @param classes the different labels
 */
public record OwnExamples<T>(List<OwnExample<T>> all, int train, Categories classes) {
    /**
     * Sorts examples.
     *
     * @param problems receives what makes them useless for training: no examples, a single class, test examples of a
     *     class without training examples, a class whose number is written in several ways
     */
    public static <T> OwnExamples<T> of(List<OwnExample<T>> inFileOrder, Problems problems) {
        List<OwnExample<T>> train =
                inFileOrder.stream().filter(Predicate.not(OwnExample::test)).toList();
        List<OwnExample<T>> all = new ArrayList<>(train);
        inFileOrder.stream().filter(OwnExample::test).forEach(all::add);
        Categories trained = Categories.of(train.stream().map(OwnExample::label)::iterator);
        Categories classes = Categories.of(all.stream().map(OwnExample::label)::iterator);
        if (trained.names().size() < 2) {
            problems.add(
                    train.isEmpty()
                            ? "it has no training examples"
                            : "all training examples are of one class, '%s'; expected at least two classes"
                                    .formatted(trained.names().get(0)));
        }
        classes.names().stream()
                .filter(name -> !train.isEmpty() && trained.index(name) < 0)
                .forEach(name -> problems.add("class '%s' has test examples and no training examples".formatted(name)));
        classes.sameNumbers()
                .forEach(same -> problems.add("classes '%s' are the same number; write each class in one way, or add a"
                                .formatted(String.join("', '", same))
                        + " letter, such as c%s, if they are different classes".formatted(same.get(0))));
        return new OwnExamples<>(all, train.size(), classes);
    }

    /** Returns these examples with other contents, in the order of {@link #all()}. */
    public <S> OwnExamples<S> withContents(List<S> contents) {
        return new OwnExamples<>(
                IntStream.range(0, all.size())
                        .mapToObj(i -> all.get(i).with(contents.get(i)))
                        .toList(),
                train,
                classes);
    }

    /** Returns the contents of the training examples. */
    public List<T> trainContents() {
        return contents(0, train);
    }

    /**
     * Returns the data set, and warns about imbalanced classes and duplicates.
     *
     * @param path file or folder after which the data set is named
     * @param input shape of an example
     * @param examples creates examples from labels and contents
     * @param files files that were read
     */
    public Dataset dataset(
            Path path,
            InputShape input,
            BiFunction<int[], List<T>, Examples> examples,
            List<Dataset.File> files,
            Consumer<String> warnings) {
        Dataset dataset = new Dataset(
                name(path),
                input,
                classes.names(),
                examples.apply(labels(0, train), contents(0, train)),
                examples.apply(labels(train, all.size()), contents(train, all.size())),
                files,
                owners());
        Review.of(dataset, index -> all.get(index).place(), warnings);
        return dataset;
    }

    private static String name(Path path) {
        Path name = path.toAbsolutePath().normalize().getFileName();
        return name == null || name.toString().isBlank() ? "data" : name.toString();
    }

    private List<T> contents(int from, int to) {
        return all.subList(from, to).stream().map(OwnExample::content).toList();
    }

    private int[] labels(int from, int to) {
        return all.subList(from, to).stream()
                .mapToInt(example -> classes.index(example.label()))
                .toArray();
    }

    private Optional<Owners> owners() {
        Categories owners = Categories.of(all.stream().map(OwnExample::owner).flatMap(Optional::stream)::iterator);
        return owners.names().isEmpty()
                ? Optional.empty()
                : Optional.of(new Owners(
                        owners.names(),
                        all.stream()
                                .mapToInt(
                                        example -> owners.index(example.owner().orElseThrow()))
                                .toArray()));
    }
}
