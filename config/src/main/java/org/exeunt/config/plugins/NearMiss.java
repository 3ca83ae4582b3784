package org.exeunt.config.plugins;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the name that was probably meant by a misspelt one. */
public final class NearMiss {
    private static final int MIN_PREFIX_LENGTH = 3;
    /** Longer words are not compared: the time is the product of the lengths of both words. */
    private static final int MAX_LENGTH = 200;

    /** Names of version 0.1 and earlier, mapped to their current names. */
    private static final Map<String, String> RENAMED = Map.ofEntries(
            Map.entry("--again", "--rerun"),
            Map.entry("--checkpoint-seconds", "--checkpoint-interval"),
            Map.entry("--from", "--mirror"),
            Map.entry("--no-pictures", "--no-charts"),
            Map.entry("--out", "--runs-dir"),
            Map.entry("--to", "--output"),
            Map.entry("--trace", "--stacktrace"),
            Map.entry("after-agg", "after-aggregation"),
            Map.entry("ce-on-inactive", "cross-entropy-on-inactive"),
            Map.entry("ce-scale", "cross-entropy-scale"),
            Map.entry("client-states", "client-state-storage"),
            Map.entry("cos-sign", "cosine-sign"),
            Map.entry("decay-per-round", "learning-rate-decay"),
            Map.entry("diagnostics", "gradient-conflict-examples"),
            Map.entry("dist-l2", "distance-l2"),
            Map.entry("end-run", "fail"),
            Map.entry("eps", "epsilon"),
            Map.entry("eval-at", "evaluate-at"),
            Map.entry("every", "interval"),
            Map.entry("factor", "scale"),
            Map.entry("hard-share", "hard-fraction"),
            Map.entry("head-lr", "head-learning-rate"),
            Map.entry("kd", "distillation"),
            Map.entry("kd-into-backbone", "distill-into-backbone"),
            Map.entry("kd-start", "distillation-start"),
            Map.entry("kd-weight", "distillation-weight"),
            Map.entry("last-head-params", "last-head-parameters"),
            Map.entry("merge-rule", "aggregator"),
            Map.entry("merge-weights", "aggregation-weights"),
            Map.entry("personal-heads", "personal-head-init"),
            Map.entry("proto-per-exit", "prototype-per-exit"),
            Map.entry("qp-form", "quadratic-program"),
            Map.entry("same-depth-params", "same-depth-parameters"),
            Map.entry("sim-l2-datasize", "similarity-l2-data-size"),
            Map.entry("sim-l2-uniform", "similarity-l2-uniform"),
            Map.entry("sim-vector", "similarity-vector"),
            Map.entry("skip-merge", "skip"),
            Map.entry("snap", "round-similar-cosines"),
            Map.entry("statistics", "running-statistics"),
            Map.entry("student-ce", "student-cross-entropy"),
            Map.entry("test-share", "test-fraction"),
            Map.entry("tier2", "depth-selection"),
            Map.entry("too-few-updates", "on-too-few-updates"),
            Map.entry("used-share", "subsample"),
            Map.entry("validation-share", "validation-fraction"),
            Map.entry("share", "fraction"),
            Map.entry("shares", "fractions"));

    private NearMiss() {}

    /**
     * Returns the candidate most similar to {@code word}; empty if none is similar enough. Up to a third of the letters
     * may be wrong, missing, doubled or swapped, words may be joined differently, and {@code word} may be the start of
     * exactly one candidate. A former name of a candidate always matches.
     */
    public static Optional<String> of(String word, Collection<String> candidates) {
        if (word.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String renamed = RENAMED.getOrDefault(word, word);
        if (candidates.contains(renamed)) {
            return Optional.of(renamed);
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
