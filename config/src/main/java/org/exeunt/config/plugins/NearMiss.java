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
    private static final Map<String, List<String>> RENAMED = Map.ofEntries(
            Map.entry("--again", List.of("--rerun")),
            Map.entry("--checkpoint-seconds", List.of("--checkpoint-interval")),
            Map.entry("--from", List.of("--mirror")),
            Map.entry("--no-pictures", List.of("--no-charts")),
            Map.entry("--out", List.of("--runs-dir", "--output")),
            Map.entry("--to", List.of("--output")),
            Map.entry("--trace", List.of("--stacktrace")),
            Map.entry("after-agg", List.of("after-aggregation")),
            Map.entry("ce-on-inactive", List.of("cross-entropy-on-inactive")),
            Map.entry("ce-scale", List.of("cross-entropy-scale")),
            Map.entry("client-states", List.of("client-state-storage")),
            Map.entry("cos-sign", List.of("cosine-sign")),
            Map.entry("decay-per-round", List.of("learning-rate-decay")),
            Map.entry("diagnostics", List.of("gradient-conflict-examples")),
            Map.entry("dist-l2", List.of("distance-l2")),
            Map.entry("end-run", List.of("fail")),
            Map.entry("eps", List.of("epsilon")),
            Map.entry("eval-at", List.of("evaluate-at")),
            Map.entry("every", List.of("interval")),
            Map.entry("factor", List.of("scale")),
            Map.entry("hard-share", List.of("hard-fraction")),
            Map.entry("head-lr", List.of("head-learning-rate")),
            Map.entry("kd", List.of("distillation")),
            Map.entry("kd-into-backbone", List.of("distill-into-backbone")),
            Map.entry("kd-start", List.of("distillation-start")),
            Map.entry("kd-weight", List.of("distillation-weight")),
            Map.entry("last-head-params", List.of("last-head-parameters")),
            Map.entry("merge-rule", List.of("aggregator")),
            Map.entry("merge-weights", List.of("aggregation-weights")),
            Map.entry("new-strategy", List.of("new")),
            Map.entry("personal-heads", List.of("personal-head-init")),
            Map.entry("proto-per-exit", List.of("prototype-per-exit")),
            Map.entry("qp-form", List.of("quadratic-program")),
            Map.entry("same-depth-params", List.of("same-depth-parameters")),
            Map.entry("sim-l2-datasize", List.of("similarity-l2-data-size")),
            Map.entry("sim-l2-uniform", List.of("similarity-l2-uniform")),
            Map.entry("sim-vector", List.of("similarity-vector")),
            Map.entry("skip-merge", List.of("skip")),
            Map.entry("snap", List.of("round-similar-cosines")),
            Map.entry("statistics", List.of("running-statistics")),
            Map.entry("student-ce", List.of("student-cross-entropy")),
            Map.entry("test-share", List.of("test-fraction")),
            Map.entry("tier2", List.of("depth-selection")),
            Map.entry("too-few-updates", List.of("on-too-few-updates")),
            Map.entry("used-share", List.of("subsample")),
            Map.entry("validation-share", List.of("validation-fraction")),
            Map.entry("share", List.of("fraction")),
            Map.entry("shares", List.of("fractions", "exit-fractions")));

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
        Optional<String> renamed = RENAMED.getOrDefault(word, List.of(word)).stream()
                .filter(candidates::contains)
                .findFirst();
        if (renamed.isPresent()) {
            return renamed;
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
