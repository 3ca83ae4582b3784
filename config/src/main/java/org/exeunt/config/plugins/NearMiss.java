package org.exeunt.config.plugins;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant to write. */
public final class NearMiss {
    private static final int SHORTEST_PREFIX = 3;
    /** Nobody misspells a word as long as this, and comparing takes its length times another's. */
    private static final int LONGEST = 200;

    private NearMiss() {}

    /**
     * Returns the candidate nearest to {@code word}, if one is near enough: up to a third of its letters wrong, left out, doubled or swapped,
     * another way of joining words, or its beginning.
     */
    public static Optional<String> of(String word, Collection<String> candidates) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        String bare = bare(word);
        Optional<String> nearest = candidates.stream()
                .filter(candidate -> distance(bare, bare(candidate)) <= allowed(bare, bare(candidate)))
                .min(Comparator.<String>comparingInt(candidate -> distance(bare, bare(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
        return nearest.or(() -> onlyOneBeginningWith(bare, candidates));
    }

    /** Returns {@code did you mean 'x'?}, or nothing. */
    public static Optional<String> question(String word, Collection<String> candidates) {
        return of(word, candidates).map(meant -> "did you mean '" + meant + "'?");
    }

    private static Optional<String> onlyOneBeginningWith(String bare, Collection<String> candidates) {
        if (bare.length() < SHORTEST_PREFIX) {
            return Optional.empty();
        }
        List<String> longer = candidates.stream()
                .filter(candidate -> bare(candidate).startsWith(bare))
                .toList();
        return longer.size() == 1 ? Optional.of(longer.get(0)) : Optional.empty();
    }

    private static int allowed(String word, String candidate) {
        return Math.max(word.length(), candidate.length()) / 3;
    }

    private static String bare(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, each letter touched once. */
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
                int wrong = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + wrong);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
