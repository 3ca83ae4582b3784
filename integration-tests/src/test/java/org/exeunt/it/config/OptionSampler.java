package org.exeunt.it.config;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.exeunt.api.random.RandomStreams;

/**
 * Selects random combinations of option values, reproducibly from a seed. Prefers pairs that have not been combined
 * before, and then values that have been selected least often.
 */
final class OptionSampler {
    private static final int MIN_SIZE = 2;
    private static final int MAX_SIZE = 4;

    private final List<OptionValue> values;
    private final RandomGenerator random;
    private final int[] uses;
    private final BitSet[] combined;

    OptionSampler(List<OptionValue> values, long seed) {
        this.values = values;
        this.random = new RandomStreams(seed).stream("features");
        this.uses = new int[values.size()];
        this.combined = new BitSet[values.size()];
        for (int i = 0; i < combined.length; i++) {
            combined[i] = new BitSet();
        }
    }

    /**
     * Returns two to four compatible values.
     *
     * @param first condition for the first value
     */
    List<OptionValue> next(Predicate<OptionValue> first) {
        int size = MIN_SIZE + random.nextInt(MAX_SIZE - MIN_SIZE + 1);
        List<Integer> chosen = new ArrayList<>();
        for (int best = best(chosen, first); best >= 0; best = best(chosen, any -> true)) {
            chosen.add(best);
            if (chosen.size() == size) {
                break;
            }
        }
        for (int one : chosen) {
            uses[one]++;
            for (int other : chosen) {
                combined[one].set(other);
            }
        }
        return chosen.stream().map(values::get).toList();
    }

    /** Returns the index of the value with most new pairs, and then fewest uses; -1 if no value is compatible. */
    private int best(List<Integer> chosen, Predicate<OptionValue> wanted) {
        int best = -1;
        int bestScore = Integer.MIN_VALUE;
        int ties = 0;
        for (int i = 0; i < values.size(); i++) {
            int candidate = i;
            if (!wanted.test(values.get(i))
                    || !chosen.stream().allMatch(one -> values.get(one).isCompatibleWith(values.get(candidate)))) {
                continue;
            }
            int newPairs = (int)
                    chosen.stream().filter(one -> !combined[one].get(candidate)).count();
            int score = 1000 * newPairs - uses[i];
            ties = score == bestScore ? ties + 1 : 1;
            if (score > bestScore || score == bestScore && random.nextInt(ties) == 0) {
                best = i;
                bestScore = score;
            }
        }
        return best;
    }

    /** Returns the number of pairs of compatible values. */
    long possiblePairs() {
        long pairs = 0;
        for (int i = 0; i < values.size(); i++) {
            for (int j = 0; j < i; j++) {
                pairs += values.get(i).isCompatibleWith(values.get(j)) ? 1 : 0;
            }
        }
        return pairs;
    }
}
