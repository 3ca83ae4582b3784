package org.exeunt.app.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How options of methods are chosen before they are compared: by the accuracy on validation examples alone, with seeds of their own, so that the
 * figures of the comparison are of data and draws that nothing was chosen by.
 *
 * @param seeds none of them a seed of the comparison
 * @param candidates of each tuned method, in the order they are tried: of equally good ones the first is chosen
 */
public record Tuning(List<Long> seeds, Map<String, List<Candidate>> candidates) {
    /** No method is tuned. */
    public static final Tuning NONE = new Tuning(List.of(), Map.of());

    /**
     * One choice of values.
     *
     * @param overrides each {@code key.path=value}
     */
    public record Candidate(List<String> overrides) {
        public Candidate {
            overrides = List.copyOf(overrides);
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

    /** Returns every combination of values, the last key changing fastest. */
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
