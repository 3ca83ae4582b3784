package org.exeunt.datasets.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.api.data.Examples;

/**
 * Maps tokens to indices: first the four special tokens, then the tokens of the texts by descending frequency, ties in
 * string order. Tokens beyond the size of the vocabulary are unknown.
 */
public final class Vocabulary {
    /** Pads short sequences. */
    static final int PADDING = 0;
    /** First token of every sequence. */
    static final int CLASS = 1;
    /** A token that is not in the vocabulary. */
    static final int UNKNOWN = 2;
    /** Special tokens: the above and the end of a sequence, which is not used for classification. */
    static final List<String> SPECIAL = List.of("<pad>", "<cls>", "<unk>", "<eos>");

    private final List<String> tokens = new ArrayList<>(SPECIAL);
    private final Map<String, Integer> indices = new HashMap<>();

    private final boolean complete;

    private Vocabulary(boolean complete) {
        this.complete = complete;
    }

    /** Returns the vocabulary of a tokenizer, whose tokens include those at the start and end of a text. */
    public static Vocabulary of(Tokenizer tokenizer) {
        Vocabulary vocabulary = new Vocabulary(true);
        vocabulary.tokens.clear();
        for (String token : tokenizer.vocabulary()) {
            vocabulary.indices.put(token, vocabulary.tokens.size());
            vocabulary.tokens.add(token);
        }
        return vocabulary;
    }

    /** Returns the number of tokens. */
    public int size() {
        return tokens.size();
    }

    /** Counts tokens. For one thread. */
    public static final class Counts {
        private final Map<String, Count> counts = new HashMap<>();

        private static final class Count {
            private final String token;
            private int count;

            Count(String token) {
                this.token = token;
            }
        }

        /** Creates counts without tokens. */
        public Counts() {}

        /** Counts the tokens of a text, and returns them; equal tokens are the same object, to save memory. */
        public List<String> add(List<String> text) {
            return text.stream()
                    .map(token -> {
                        Count known = counts.computeIfAbsent(token, Count::new);
                        known.count++;
                        return known.token;
                    })
                    .toList();
        }

        /** Returns the vocabulary of at most {@code size} tokens, including the special ones. */
        public Vocabulary vocabulary(int size) {
            Vocabulary vocabulary = new Vocabulary(false);
            counts.values().stream()
                    .sorted(Comparator.comparingInt((Count counted) -> -counted.count)
                            .thenComparing(counted -> counted.token))
                    .limit(Math.max(0, size - SPECIAL.size()))
                    .forEach(counted -> {
                        vocabulary.indices.put(counted.token, vocabulary.tokens.size());
                        vocabulary.tokens.add(counted.token);
                    });
            return vocabulary;
        }
    }

    /** Returns the class token followed by the text, or the tokens of a tokenizer, truncated to {@code length}. */
    int[] sequence(List<String> text, int length) {
        if (complete) {
            return text.stream()
                    .limit(length)
                    .mapToInt(token -> indices.getOrDefault(token, PADDING))
                    .toArray();
        }
        int[] sequence = new int[Math.min(length, 1 + text.size())];
        sequence[0] = CLASS;
        for (int i = 1; i < sequence.length; i++) {
            sequence[i] = indices.getOrDefault(text.get(i - 1), UNKNOWN);
        }
        return sequence;
    }

    /** Returns examples of texts, as sequences that are padded to {@code length}. */
    public Examples examples(int[] labels, List<List<String>> texts, int length) {
        int[][] sequences = texts.stream().map(text -> sequence(text, length)).toArray(int[][]::new);
        return Examples.of(labels, (index, target, offset) -> copy(sequences[index], length, target, offset));
    }

    /** Returns all tokens in the order of their indices, special ones first. */
    public List<String> tokens() {
        return List.copyOf(tokens);
    }

    /** Copies a sequence, padded to {@code length}. */
    static void copy(int[] sequence, int length, float[] target, int offset) {
        for (int i = 0; i < sequence.length; i++) {
            target[offset + i] = sequence[i];
        }
        Arrays.fill(target, offset + sequence.length, offset + length, PADDING);
    }
}
