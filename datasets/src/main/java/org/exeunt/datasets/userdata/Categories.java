package org.exeunt.datasets.userdata;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The different values among words, such as classes: in numeric order if all are numbers, otherwise in the order of
 * strings.
 */
public final class Categories {
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d{1,18}\\.?\\d{0,18}|\\.\\d{1,18})([eE][+-]?\\d{1,3})?");

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
        boolean numbers = different.stream().allMatch(NUMBER.asMatchPredicate());
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

    /** Returns the categories that are the same number, such as {@code 1} and {@code 1.0}, in groups. */
    Stream<List<String>> sameNumbers() {
        return names.stream()
                .filter(NUMBER.asMatchPredicate())
                .collect(Collectors.groupingBy(name -> new BigDecimal(name).stripTrailingZeros()))
                .values()
                .stream()
                .filter(same -> same.size() > 1);
    }

    /** Returns the index of a word in {@link #names()}; negative if it is not among them. */
    public int index(String word) {
        return indices.getOrDefault(word, -1);
    }
}
