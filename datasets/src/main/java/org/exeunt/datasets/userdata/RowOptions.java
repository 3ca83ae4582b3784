package org.exeunt.datasets.userdata;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.exeunt.api.plugin.Option;
import org.exeunt.datasets.files.Excerpt;

/**
 * Options that name the label, owner and part of the rows of a file.
 *
 * @param testFile file of test rows
 * @param label column of the class
 * @param owner column of the owner
 * @param split column with the words train and test
 */
public record RowOptions(
        @Option("File of test examples with the same columns; without it, and without split, all are training examples")
                Optional<Path> testFile,
        @Option(value = "Column or field with the class: its name, or the number of the column", defaultValue = "label")
                String label,
        @Option("Column or field with the owner, for the partitioner natural") Optional<String> owner,
        @Option("Column or field with train or test") Optional<String> split) {
    public RowOptions {
        if (testFile.isPresent() && split.isPresent()) {
            throw new IllegalArgumentException("test-file and split exclude each other; expected one of them");
        }
    }

    /**
     * Returns the example of a row.
     *
     * @param place where the row is, such as {@code line 3}
     * @param word returns the word in a column; empty if it was reported as a problem
     * @param problems receives what is wrong with the words
     */
    public <T> OwnExample<T> example(
            Path file,
            boolean test,
            String place,
            T content,
            Function<String, Optional<String>> word,
            Problems problems) {
        String ofClass = word.apply(label)
                .map(cell -> Words.required(cell, place, "label in '%s'".formatted(label), problems))
                .orElse("");
        Optional<String> ofOwner = owner.map(name -> word.apply(name)
                .map(cell -> Words.required(cell, place, "owner in '%s'".formatted(name), problems))
                .orElse(""));
        Optional<String> part = split.flatMap(word).map(cell -> cell.toLowerCase(Locale.ROOT));
        part.filter(cell -> !cell.equals("train") && !cell.equals("test"))
                .ifPresent(cell -> problems.add("%s: '%s' in %s; expected train or test"
                        .formatted(place, Excerpt.of(cell), split.orElseThrow())));
        boolean inTest = test || part.filter("test"::equals).isPresent();
        return new OwnExample<>(
                content, ofClass, ofOwner, inTest, (test ? "test file " : "") + file.getFileName() + " " + place);
    }
}
