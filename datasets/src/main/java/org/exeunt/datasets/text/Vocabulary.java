package org.exeunt.datasets.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    private final Map<String, Integer> provisional;
    private final int[] indices;

    private Vocabulary(Map<String, Integer> provisional, int[] indices) {
        this.provisional = Map.copyOf(provisional);
        this.indices = indices;
    }

    /** Counts tokens and assigns provisional indices in order of appearance. For one thread. */
    public static final class Counts {
        private final Map<String, Integer> provisional = new HashMap<>();
        private final List<String> tokens = new ArrayList<>();
        private int[] counts = new int[1024];

        /** Creates counts without tokens. */
        public Counts() {}

        /** Counts the tokens of a text and returns their provisional indices. */
        public int[] add(List<String> text) {
            int[] indices = new int[text.size()];
            for (int i = 0; i < indices.length; i++) {
                String token = text.get(i);
                Integer index = provisional.get(token);
                indices[i] = index == null ? tokens.size() : index;
                if (index == null) {
                    provisional.put(token, indices[i]);
                    tokens.add(token);
                    if (indices[i] == counts.length) {
                        counts = Arrays.copyOf(counts, 2 * counts.length);
                    }
                }
                counts[indices[i]]++;
            }
            return indices;
        }

        /** Returns the vocabulary of at most {@code size} tokens, including the special ones. */
        public Vocabulary vocabulary(int size) {
            int[] indices = new int[tokens.size()];
            Arrays.fill(indices, UNKNOWN);
            List<Integer> byFrequency = IntStream.range(0, indices.length)
                    .boxed()
                    .sorted(Comparator.comparingInt((Integer token) -> -counts[token])
                            .thenComparing(tokens::get))
                    .limit(Math.max(0, size - SPECIAL.size()))
                    .toList();
            for (int rank = 0; rank < byFrequency.size(); rank++) {
                indices[byFrequency.get(rank)] = SPECIAL.size() + rank;
            }
            return new Vocabulary(provisional, indices);
        }
    }

    /**
     * Returns the class token followed by the text, truncated to {@code length}.
     *
     * @param text provisional indices
     */
    public int[] sequence(int[] text, int length) {
        int[] sequence = new int[Math.min(length, 1 + text.length)];
        sequence[0] = CLASS;
        for (int i = 1; i < sequence.length; i++) {
            sequence[i] = indices[text[i - 1]];
        }
        return sequence;
    }

    /** Returns the sequence of a text that may contain tokens that were not counted. */
    public int[] sequence(List<String> text, int length) {
        int[] sequence = new int[Math.min(length, 1 + text.size())];
        sequence[0] = CLASS;
        for (int i = 1; i < sequence.length; i++) {
            Integer index = provisional.get(text.get(i - 1));
            sequence[i] = index == null ? UNKNOWN : indices[index];
        }
        return sequence;
    }

    /** Returns all tokens in the order of their indices, special ones first. */
    public List<String> tokens() {
        return Stream.concat(
                        SPECIAL.stream(),
                        provisional.entrySet().stream()
                                .filter(token -> indices[token.getValue()] != UNKNOWN)
                                .sorted(Comparator.comparingInt(token -> indices[token.getValue()]))
                                .map(Map.Entry::getKey))
                .toList();
    }

    /** Copies a sequence, padded to {@code length}. */
    public static void copy(int[] sequence, int length, float[] target, int offset) {
        for (int i = 0; i < sequence.length; i++) {
            target[offset + i] = sequence[i];
        }
        Arrays.fill(target, offset + sequence.length, offset + length, PADDING);
    }
}
