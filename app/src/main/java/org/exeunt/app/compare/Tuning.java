package org.exeunt.app.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How options of methods are chosen before the comparison: by accuracy on validation examples, with separate seeds, so
 * that the reported results are independent of the choice.
 *
 * @param seeds of the tuning runs, different from those of the comparison
 * @param candidates by method, in order; the first of equally accurate ones is chosen
 */
public record Tuning(List<Long> seeds, Map<String, List<Candidate>> candidates) {
    /** No method is tuned. */
    public static final Tuning NONE = new Tuning(List.of(), Map.of());

    /**
     * One combination of values.
     *
     * @param overrides each {@code key.path=value}
     */
    public record Candidate(List<String> overrides) {
        public Candidate {
            overrides = List.copyOf(overrides);
        }

        /**
         * Returns eight hexadecimal digits that depend on the values alone, so that a longer grid does not rename runs.
         * They need not be unique, because runs of one name differ in the hash of their configuration.
         */
        String mark() {
            return "%08x"
                    .formatted(overrides.stream()
                            .sorted()
                            .collect(Collectors.joining(", "))
                            .hashCode());
        }

        @Override
        public String toString() {
            return String.join(", ", overrides);
        }
    }

    public Tuning {
        seeds = List.copyOf(seeds);
        candidates = new LinkedHashMap<>(candidates);
    }

    /** Returns all combinations of values; the last key varies fastest. */
    static List<Candidate> grid(Map<String, List<String>> values) {
        List<Candidate> grid = List.of(new Candidate(List.of()));
        for (Map.Entry<String, List<String>> key : values.entrySet()) {
            List<Candidate> longer = new ArrayList<>();
            for (Candidate shorter : grid) {
                for (String value : key.getValue()) {
                    List<String> overrides = new ArrayList<>(shorter.overrides());
                    overrides.add(key.getKey() + "=" + value);
                    longer.add(new Candidate(overrides));
                }
            }
            grid = longer;
        }
        return grid;
    }
}
