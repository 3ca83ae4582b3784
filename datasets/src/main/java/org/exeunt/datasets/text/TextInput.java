package org.exeunt.datasets.text;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.data.InputReader;
import org.exeunt.datasets.files.InputFile;

/**
 * Reads a text file as a sequence of token indices; tokens outside the vocabulary are unknown.
 *
 * @param vocabulary vocabulary of the data set
 * @param length length of a padded sequence
 * @param kind what one token is
 */
public record TextInput(Vocabulary vocabulary, int length, Tokens kind) implements InputReader {
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
        List<String> tokens = kind.of(file.text());
        if (tokens.isEmpty()) {
            throw file.refused("has no words");
        }
        float[] values = new float[length];
        Vocabulary.copy(vocabulary.sequence(tokens, length), length, values, 0);
        return values;
    }
}
