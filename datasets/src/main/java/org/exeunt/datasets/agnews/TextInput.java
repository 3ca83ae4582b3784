package org.exeunt.datasets.agnews;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.data.InputReader;
import org.exeunt.datasets.files.InputFile;

/**
 * Reads the text of a file as a sequence of token numbers; words that the news items lack are unknown.
 *
 * @param vocabulary of the news items
 * @param length of every sequence
 */
record TextInput(Vocabulary vocabulary, int length) implements InputReader {
    @Override
    public String form() {
        return "a text in UTF-8";
    }

    @Override
    public float[] read(Path path) {
        InputFile file = InputFile.read(path, form(), 1);
        List<String> tokens = BasicEnglish.tokens(file.text().replace('\\', ' '));
        if (tokens.isEmpty()) {
            throw file.refused("has no word");
        }
        float[] values = new float[length];
        new Sequences(new int[1], new int[][] {vocabulary.sequence(tokens, length)}, length).copyTo(0, values, 0);
        return values;
    }
}
