package org.exeunt.config.plugins;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant by a misspelt one. */
public final class NearMiss {
    private static final int MIN_PREFIX_LENGTH = 3;
    /** Longer words are not compared: the time is the product of the lengths of both words. */
    private static final int MAX_LENGTH = 200;

    private NearMiss() {}

    /**
     * Returns the candidate most similar to {@code word}; empty if none is similar enough. Up to a third of the letters
     * may be wrong, missing, doubled or swapped, words may be joined differently, and {@code word} may be the start of
     * exactly one candidate.
     */
    public static Optional<String> of(String word, Collection<String> candidates) {
        if (word.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String normalized = normalized(word);
        Optional<String> nearest = candidates.stream()
                .filter(candidate ->
                        distance(normalized, normalized(candidate)) <= allowed(normalized, normalized(candidate)))
                .min(Comparator.<String>comparingInt(candidate -> distance(normalized, normalized(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
        return nearest.or(() -> uniqueCompletion(normalized, candidates));
    }

    /** Returns {@code did you mean 'x'?}; empty if no candidate is similar enough. */
    public static Optional<String> question(String word, Collection<String> candidates) {
        return of(word, candidates).map(meant -> "did you mean '" + meant + "'?");
    }

    /** Returns {@code ; did you mean 'x'?} to append to a clause; the empty text if no candidate is similar enough. */
    public static String hint(String word, Collection<String> candidates) {
        return question(word, candidates).map(question -> "; " + question).orElse("");
    }

    /** Returns the end of a sentence about {@code word}: {@link #hint}, or a full stop if that is empty. */
    public static String ending(String word, Collection<String> candidates) {
        return question(word, candidates).map(question -> "; " + question).orElse(".");
    }

    private static Optional<String> uniqueCompletion(String normalized, Collection<String> candidates) {
        if (normalized.length() < MIN_PREFIX_LENGTH) {
            return Optional.empty();
        }
        List<String> longer = candidates.stream()
                .filter(candidate -> normalized(candidate).startsWith(normalized))
                .toList();
        return longer.size() == 1 ? Optional.of(longer.get(0)) : Optional.empty();
    }

    private static int allowed(String word, String candidate) {
        return Math.max(word.length(), candidate.length()) / 3;
    }

    private static String normalized(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /**
     * Returns the optimal string alignment distance: insertions, deletions, substitutions and swaps of adjacent
     * letters.
     */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] reused = beforeLast;
            beforeLast = last;
            last = row;
            row = reused;
        }
        return last[b.length()];
    }
}
