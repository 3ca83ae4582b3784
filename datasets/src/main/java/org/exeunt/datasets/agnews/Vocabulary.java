package org.exeunt.datasets.agnews;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Numbers of tokens: first four special ones, then those of the texts, the more frequent the smaller, ties in the order of strings. What
 * finds no place is unknown.
 */
final class Vocabulary {
    /** Fills sequences that are shorter than others. */
    static final int PADDING = 0;
    /** Leads every sequence. */
    static final int CLASS = 1;
    /** A token that is not in the vocabulary. */
    static final int UNKNOWN = 2;
    /** Tokens with a meaning of their own: these and the end of a sequence, which classification does not use. */
    static final List<String> SPECIAL = List.of("<pad>", "<cls>", "<unk>", "<eos>");

    private final Map<String, Integer> provisional;
    private final int[] numbers;

    private Vocabulary(Map<String, Integer> provisional, int[] numbers) {
        this.provisional = Map.copyOf(provisional);
        this.numbers = numbers;
    }

    /** Counts tokens and gives each a provisional number, in the order in which they come. For one thread. */
    static final class Counts {
        private final Map<String, Integer> provisional = new HashMap<>();
        private final List<String> tokens = new ArrayList<>();
        private int[] counts = new int[1024];

        /** Counts the tokens of a text and returns their provisional numbers. */
        int[] add(List<String> text) {
            int[] numbers = new int[text.size()];
            for (int i = 0; i < numbers.length; i++) {
                String token = text.get(i);
                Integer known = provisional.get(token);
                numbers[i] = known == null ? tokens.size() : known;
                if (known == null) {
                    provisional.put(token, numbers[i]);
                    tokens.add(token);
                    if (numbers[i] == counts.length) {
                        counts = Arrays.copyOf(counts, 2 * counts.length);
                    }
                }
                counts[numbers[i]]++;
            }
            return numbers;
        }

        /** Returns the vocabulary of at most {@code size} tokens, special ones included. */
        Vocabulary vocabulary(int size) {
            int[] numbers = new int[tokens.size()];
            Arrays.fill(numbers, UNKNOWN);
            List<Integer> byFrequency = IntStream.range(0, numbers.length)
                    .boxed()
                    .sorted(Comparator.comparingInt((Integer token) -> -counts[token])
                            .thenComparing(tokens::get))
                    .limit(Math.max(0, size - SPECIAL.size()))
                    .toList();
            for (int rank = 0; rank < byFrequency.size(); rank++) {
                numbers[byFrequency.get(rank)] = SPECIAL.size() + rank;
            }
            return new Vocabulary(provisional, numbers);
        }
    }

    /**
     * Returns a sequence: the class token and the text, cut to a length.
     *
     * @param text provisional numbers
     */
    int[] sequence(int[] text, int length) {
        int[] sequence = new int[Math.min(length, 1 + text.length)];
        sequence[0] = CLASS;
        for (int i = 1; i < sequence.length; i++) {
            sequence[i] = numbers[text[i - 1]];
        }
        return sequence;
    }

    /** Returns the sequence of a text that was perhaps not counted. */
    int[] sequence(List<String> text, int length) {
        int[] sequence = new int[Math.min(length, 1 + text.size())];
        sequence[0] = CLASS;
        for (int i = 1; i < sequence.length; i++) {
            Integer known = provisional.get(text.get(i - 1));
            sequence[i] = known == null ? UNKNOWN : numbers[known];
        }
        return sequence;
    }
}
