package org.exeunt.datasets.text;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.exeunt.api.data.InputReader;
import org.exeunt.datasets.files.InputFile;

/**
 * Reads a text file as a sequence of token indices; tokens outside the vocabulary are unknown.
 *
 * @param vocabulary vocabulary of the data set
 * @param length length of a padded sequence
 * @param kind returns the tokens of a text
 */
public record TextInput(Vocabulary vocabulary, int length, Function<String, List<String>> kind) implements InputReader {
    @Override
    public String form() {
        return "a text file in UTF-8";
    }

    @Override
    public List<String> tokens() {
        return vocabulary.tokens();
    }

    @Override
    public float[] read(Path path) {
        InputFile file = InputFile.read(path, form(), 1);
        List<String> tokens = kind.apply(file.text());
        if (tokens.isEmpty()) {
            throw file.refused("has no words");
        }
        float[] values = new float[length];
        Vocabulary.copy(vocabulary.sequence(tokens, length), length, values, 0);
        return values;
    }
}
