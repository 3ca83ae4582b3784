package org.exeunt.it.config;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.exeunt.api.random.RandomStreams;

/**
 * Draws features that are set together, from a seed: each time the one that was drawn least, then those that meet most
 * others for the first time.
 */
final class OptionSampler {
    private static final int FEWEST = 2;
    private static final int MOST = 4;

    private final List<OptionValue> features;
    private final RandomGenerator random;
    private final int[] drawn;
    private final BitSet[] met;

    OptionSampler(List<OptionValue> features, long seed) {
        this.features = features;
        this.random = new RandomStreams(seed).stream("features");
        this.drawn = new int[features.size()];
        this.met = new BitSet[features.size()];
        for (int i = 0; i < met.length; i++) {
            met[i] = new BitSet();
        }
    }

    /**
     * Returns two to four features that one configuration can have.
     *
     * @param first what the first of them has to be
     */
    List<OptionValue> next(Predicate<OptionValue> first) {
        int size = FEWEST + random.nextInt(MOST - FEWEST + 1);
        List<Integer> chosen = new ArrayList<>();
        for (int best = best(chosen, first); best >= 0; best = best(chosen, any -> true)) {
            chosen.add(best);
            if (chosen.size() == size) {
                break;
            }
        }
        for (int one : chosen) {
            drawn[one]++;
            for (int other : chosen) {
                met[one].set(other);
            }
        }
        return chosen.stream().map(features::get).toList();
    }

    /** Returns what meets most for the first time, of those what was drawn least; -1 if nothing fits. */
    private int best(List<Integer> chosen, Predicate<OptionValue> wanted) {
        int best = -1;
        int bestScore = Integer.MIN_VALUE;
        int equals = 0;
        for (int i = 0; i < features.size(); i++) {
            int candidate = i;
            if (!wanted.test(features.get(i))
                    || !chosen.stream().allMatch(one -> features.get(one).fits(features.get(candidate)))) {
                continue;
            }
            int unmet = (int)
                    chosen.stream().filter(one -> !met[one].get(candidate)).count();
            int score = 1000 * unmet - drawn[i];
            equals = score == bestScore ? equals + 1 : 1;
            if (score > bestScore || score == bestScore && random.nextInt(equals) == 0) {
                best = i;
                bestScore = score;
            }
        }
        return best;
    }

    /** Returns how many pairs of features one configuration could have. */
    long possiblePairs() {
        long pairs = 0;
        for (int i = 0; i < features.size(); i++) {
            for (int j = 0; j < i; j++) {
                pairs += features.get(i).fits(features.get(j)) ? 1 : 0;
            }
        }
        return pairs;
    }
}
