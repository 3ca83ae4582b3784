package org.exeunt.app.findings;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Objects;
import org.exeunt.app.statistics.Estimate;
import org.exeunt.runtime.archive.RunRecords;

/**
 * A measure of one configuration over seeds, in the unit of files.
 *
 * @param key as in the {@code results.csv} of comparisons
 * @param mean null if no run has the value
 * @param deviation sample standard deviation; null for fewer than two values
 * @param values in the order of the runs, without those of runs that lack the value
 * @param measure with the title and the unit of tables
 */
public record SeedFigure(String key, Double mean, Double deviation, List<Double> values, @JsonIgnore Measure measure) {
    /** Returns a measure of runs. */
    public static SeedFigure of(Measure measure, List<RunRecords> runs) {
        List<Double> values = runs.stream()
                .map(measure::valueOf)
                .filter(Objects::nonNull)
                .map(Number::doubleValue)
                .toList();
        if (values.isEmpty()) {
            return new SeedFigure(measure.key(), null, null, values, measure);
        }
        Estimate estimate =
                Estimate.of(values.stream().mapToDouble(Double::doubleValue).toArray());
        Double deviation = values.size() < 2 ? null : estimate.deviation();
        return new SeedFigure(measure.key(), estimate.mean(), deviation, values, measure);
    }
}
