package org.exeunt.app.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.exeunt.config.run.ComparisonFile;

/**
 * How options of methods are chosen before the comparison: by accuracy on validation examples, with separate seeds, so
 * that the reported results are independent of the choice.
 *
 * @param seeds of the tuning runs, different from those of the comparison
 * @param candidates by method, in order, each a list of overrides {@code key.path=value}; the first of equally accurate
 *     ones is chosen
 */
public record Tuning(List<Long> seeds, Map<String, List<List<String>>> candidates) {
    /** No method is tuned. */
    public static final Tuning NONE = new Tuning(List.of(), Map.of());

    /**
     * Returns eight hexadecimal digits that depend on the values of a candidate alone, so that a longer grid does not
     * rename runs. They need not be unique, because runs of one name differ in the hash of their configuration.
     */
    static String mark(List<String> candidate) {
        return "%08x"
                .formatted(
                        String.join(", ", candidate.stream().sorted().toList()).hashCode());
    }

    /** Returns the tuning that a file describes. */
    static Tuning of(ComparisonFile.Tune written) {
        Map<String, List<List<String>>> candidates = new LinkedHashMap<>();
        written.grids().forEach((method, values) -> candidates.put(method, grid(values)));
        return new Tuning(written.seeds(), candidates);
    }

    /** Returns all combinations of values; the last key varies fastest. */
    private static List<List<String>> grid(Map<String, List<JsonNode>> values) {
        List<List<String>> grid = List.of(List.of());
        for (Map.Entry<String, List<JsonNode>> key : values.entrySet()) {
            grid = grid.stream()
                    .flatMap(shorter -> key.getValue().stream()
                            .map(value -> Stream.concat(shorter.stream(), Stream.of(key.getKey() + "=" + value))
                                    .toList()))
                    .toList();
        }
        return grid;
    }
}
