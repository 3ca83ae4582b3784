package org.exeunt.datasets.userdata;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The different values among words, such as classes: in numeric order if all are numbers, otherwise in the order of
 * strings.
 */
public final class Categories {
    private static final String NUMBER = "[+-]?\\d{1,18}(\\.\\d{1,18})?";

    private final List<String> names;
    private final Map<String, Integer> indices = new HashMap<>();

    private Categories(List<String> names) {
        this.names = names;
        for (int i = 0; i < names.size(); i++) {
            indices.put(names.get(i), i);
        }
    }

    /** Returns the categories of some words. */
    public static Categories of(Iterable<String> words) {
        Set<String> different = new HashSet<>();
        words.forEach(different::add);
        boolean numbers = different.stream().allMatch(word -> word.matches(NUMBER));
        Comparator<String> order = Comparator.naturalOrder();
        return new Categories(different.stream()
                .sorted(
                        numbers
                                ? Comparator.comparing((String word) -> new BigDecimal(word))
                                        .thenComparing(order)
                                : order)
                .toList());
    }

    /** Returns the categories in order. */
    public List<String> names() {
        return names;
    }

    /** Returns the index of a word in {@link #names()}; negative if it is not among them. */
    public int index(String word) {
        return indices.getOrDefault(word, -1);
    }
}
