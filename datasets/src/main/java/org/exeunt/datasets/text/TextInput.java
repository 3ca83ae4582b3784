package org.exeunt.datasets.text;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.data.InputReader;
import org.exeunt.datasets.files.InputFile;

/**
 * Reads a text file as a sequence of token indices; tokens outside the vocabulary are unknown. A backslash, which AG
 * News has in place of line breaks, is read as a space.
 *
 * @param vocabulary vocabulary of the data set
 * @param length length of a padded sequence
 */
public record TextInput(Vocabulary vocabulary, int length) implements InputReader {
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
        List<String> tokens = BasicEnglish.tokens(file.text().replace('\\', ' '));
        if (tokens.isEmpty()) {
            throw file.refused("has no words");
        }
        float[] values = new float[length];
        Vocabulary.copy(vocabulary.sequence(tokens, length), length, values, 0);
        return values;
    }
}
