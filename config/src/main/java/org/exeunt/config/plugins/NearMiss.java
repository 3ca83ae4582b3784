package org.exeunt.config.plugins;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the name that was probably meant by a misspelt one. */
public final class NearMiss {
    /** Longer words are not compared: the time is the product of the lengths of both words. */
    private static final int MAX_LENGTH = 200;

    /** Names that are not similar, or similar to another one. */
    private static final Map<String, String> OTHER_WORDS = Map.of("gpu", "cuda");

    private NearMiss() {}

    /**
     * Returns the candidate most similar to {@code word}; empty if none is similar enough. Up to a third of the letters
     * may be wrong, missing, doubled or swapped, and words may be joined differently.
     */
    public static Optional<String> of(String word, Collection<String> candidates) {
        if (word.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String normalized = normalized(OTHER_WORDS.getOrDefault(word, word));
        return candidates.stream()
                .filter(candidate -> distance(normalized, normalized(candidate))
                        <= Math.max(normalized.length(), normalized(candidate).length()) / 3)
                .min(Comparator.<String>comparingInt(candidate -> distance(normalized, normalized(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Returns {@code ; did you mean 'x'?} to append to a clause; the empty text if no candidate is similar enough. */
    public static String hint(String word, Collection<String> candidates) {
        return of(word, candidates).map("; did you mean '%s'?"::formatted).orElse("");
    }

    /** Returns the end of a sentence about {@code word}: {@link #hint}, or a full stop if that is empty. */
    public static String ending(String word, Collection<String> candidates) {
        String hint = hint(word, candidates);
        return hint.isEmpty() ? "." : hint;
    }

    private static String normalized(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /**
     * Returns the optimal string alignment distance: insertions, deletions, substitutions and swaps of adjacent
     * letters.
     */
    private static int distance(String a, String b) {
        int[][] distances = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    distances[i][j] = i + j;
                    continue;
                }
                int changed = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int inserted = Math.min(distances[i - 1][j], distances[i][j - 1]) + 1;
                distances[i][j] = Math.min(inserted, distances[i - 1][j - 1] + changed);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    distances[i][j] = Math.min(distances[i][j], distances[i - 2][j - 2] + 1);
                }
            }
        }
        return distances[a.length()][b.length()];
    }
}
