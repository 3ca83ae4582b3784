package org.exeunt.config.plugins;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds what somebody probably meant to write. */
public final class NearMiss {
    private static final int SHORTEST_PREFIX = 3;
    /** Nobody misspells a word as long as this, and comparing takes its length times another's. */
    private static final int LONGEST = 200;

    /** Words of version 0.1 and earlier, each with the word that replaced it. */
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
     * Returns the candidate nearest to {@code word}, if one is near enough: up to a third of its letters wrong, left out, doubled or swapped,
     * another way of joining words, or its beginning. The former name of a candidate always finds it.
     */
    public static Optional<String> of(String word, Collection<String> candidates) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        String renamed = RENAMED.getOrDefault(word, word);
        if (candidates.contains(renamed)) {
            return Optional.of(renamed);
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
