package org.exeunt.app.findings;

import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.exeunt.app.statistics.Estimate;
import org.exeunt.app.statistics.Paired;
import org.exeunt.app.table.Table;

/**
 * The values of a measure of a method over seeds, in the unit of tables.
 *
 * @param seeds number of seeds for which any method is finished
 * @param values by seed, without seeds that lack the value
 */
public record SeedValues(int seeds, SortedMap<Long, Double> values) {
    /** Returns the values of sources by seed; null is left out. */
    public static <T> SeedValues of(int seeds, SortedMap<Long, T> sources, Function<T, ? extends Number> value) {
        SortedMap<Long, Double> values = new TreeMap<>();
        sources.forEach((seed, source) -> Optional.ofNullable((Number) value.apply(source))
                .map(Number::doubleValue)
                .ifPresent(known -> values.put(seed, known)));
        return new SeedValues(seeds, values);
    }

    /** Returns whether every seed has the value; otherwise the mean covers a selection of seeds. */
    public boolean isWhole() {
        return !values.isEmpty() && values.size() == seeds;
    }

    /** Returns whether some seeds have the value and others lack it. */
    boolean isPartial() {
        return !values.isEmpty() && !isWhole();
    }

    /** Returns the mean and its spread; there has to be a value. */
    public Estimate estimate() {
        return Estimate.of(doubles(values.values()));
    }

    /** Returns the mean; there has to be a value. */
    public double mean() {
        return estimate().mean();
    }

    /** Returns the cell of a table. */
    public Table.Cell cell() {
        return values.isEmpty() ? new Table.Cell(null) : Table.Cell.of(estimate(), seeds);
    }

    /** Returns the comparison with other values on the seeds that both have; empty if these are less than two. */
    Optional<Paired> against(SeedValues other) {
        TreeSet<Long> common = new TreeSet<>(values.keySet());
        common.retainAll(other.values.keySet());
        return common.size() < 2
                ? Optional.empty()
                : Optional.of(Paired.of(
                        doubles(common.stream().map(values::get).toList()),
                        doubles(common.stream().map(other.values::get).toList())));
    }

    private static double[] doubles(Collection<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
