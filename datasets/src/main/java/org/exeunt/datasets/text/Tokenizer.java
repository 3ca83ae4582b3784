package org.exeunt.datasets.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;

/**
 * The tokenizer of a trained network, which splits texts into the network's own tokens. Safe for use by multiple
 * threads.
 */
public interface Tokenizer {
    /** Opens tokenizers. Modules that can do so are found by {@link ServiceLoader}. */
    interface Opener {
        /**
         * Opens a file.
         *
         * @param file {@code tokenizer.json} of a network
         * @param length largest number of tokens of a text; the others are left out
         * @throws IllegalArgumentException if the file is none that is supported; states why
         */
        Tokenizer open(Path file, int length);
    }

    /** Returns the tokens of a text, with those that the network expects at its start and end. */
    List<String> tokens(String text);

    /** Returns all tokens in the order of their ids. */
    List<String> vocabulary();

    /**
     * Opens a file with the first module that can.
     *
     * @param length largest number of tokens of a text
     * @throws IllegalArgumentException if there is no such module, or the file is none that is supported
     */
    static Tokenizer open(Path file, int length) {
        return ServiceLoader.load(Opener.class)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'tokenizer' needs the module exeunt-backbone-onnx; start with EXEUNT_PROFILES=pretrained"))
                .open(file, length);
    }

    /** Returns how texts are split: by a tokenizer if there is one, or by another function. */
    static Function<String, List<String>> or(Optional<Tokenizer> tokenizer, Function<String, List<String>> other) {
        return tokenizer
                .<Function<String, List<String>>>map(known -> known::tokens)
                .orElse(other);
    }
}
