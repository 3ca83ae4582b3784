package org.exeunt.datasets.userdata;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;

/** Warns about examples that may mislead an experiment: rare classes, and examples that occur several times. */
final class Review {
    private static final int IMBALANCE = 10;

    private Review() {}

    /**
     * Reviews a data set.
     *
     * @param place where an example was found
     */
    static void of(Dataset dataset, IntFunction<String> place, Consumer<String> warnings) {
        balance(dataset, warnings);
        duplicates(dataset, place, warnings);
    }

    private static void balance(Dataset dataset, Consumer<String> warnings) {
        int[] counts = dataset.train().classCounts(dataset.classes());
        int least = 0;
        int most = 0;
        for (int label = 1; label < counts.length; label++) {
            least = counts[label] < counts[least] ? label : least;
            most = counts[label] > counts[most] ? label : most;
        }
        if (counts[most] == 1) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "each of the %,d training examples of %s has a class of its own; check where its labels come from",
                    counts.length,
                    dataset.name()));
        } else if (counts[least] == 1 || (long) counts[least] * IMBALANCE <= counts[most]) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "classes of %s are imbalanced: '%s' has %,d training example%s, '%s' has %,d",
                    dataset.name(),
                    dataset.classNames().get(least),
                    counts[least],
                    counts[least] == 1 ? "" : "s",
                    dataset.classNames().get(most),
                    counts[most]));
        }
    }

    private static void duplicates(Dataset dataset, IntFunction<String> place, Consumer<String> warnings) {
        Examples all = dataset.all();
        int train = dataset.train().size();
        float[] values = new float[dataset.input().size()];
        float[] other = new float[values.length];
        Map<Integer, Integer> firsts = new HashMap<>();
        int count = 0;
        int contradictions = 0;
        int leaks = 0;
        String example = "";
        for (int i = 0; i < all.size(); i++) {
            all.copyTo(i, values, 0);
            Integer first = firsts.putIfAbsent(Arrays.hashCode(values), i);
            if (first != null) {
                all.copyTo(first, other, 0);
                if (Arrays.equals(values, other)) {
                    example = count == 0 ? place.apply(first) + " and " + place.apply(i) : example;
                    count++;
                    contradictions += all.label(first) == all.label(i) ? 0 : 1;
                    leaks += first < train && i >= train ? 1 : 0;
                }
            }
        }
        if (count > 0) {
            warnings.accept(String.format(
                    Locale.ROOT,
                    "%,d of %,d examples of %s repeat the values of an earlier one, such as %s; %,d of them have "
                            + "another class, %sand examples that clients hold out for tests may repeat training "
                            + "examples",
                    count,
                    all.size(),
                    dataset.name(),
                    example,
                    contradictions,
                    dataset.test().size() == 0
                            ? ""
                            : String.format(Locale.ROOT, "%,d of the test set repeat training examples, ", leaks)));
        }
    }
}
