package org.exeunt.app.runs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.exeunt.app.console.TextTable;
import org.exeunt.app.report.Column;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.identity.RunDifferences;
import org.exeunt.runtime.store.records.RunArchive;

/**
 * Two finished runs side by side.
 *
 * @param first title of the first run
 * @param second title of the second run
 * @param differences of resolved configurations, versions and data
 * @param machine differences of the machines that may affect the bits of results
 * @param results of both runs
 */
public record RunDiff(
        String first,
        String second,
        List<RunDifferences.Difference> differences,
        List<String> machine,
        List<Result> results) {
    /**
     * One figure of both runs, in files' units.
     *
     * @param key as in the {@code results.csv} of comparisons
     * @param first null if the first run lacks it
     * @param second null if the second run lacks it
     * @param column with the title and the unit of tables
     */
    public record Result(String key, Number first, Number second, @JsonIgnore Column column) {}

    /**
     * Reads two runs.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if one is not finished or damaged
     */
    public static RunDiff of(Path first, Path second) {
        RunArchive one = RunArchive.read(first);
        RunArchive other = RunArchive.read(second);
        List<Result> results = new ArrayList<>();
        for (Column column : Column.of(List.of(one, other))) {
            results.add(new Result(
                    column.key(),
                    column.value().apply(one).map(Number.class::cast).orElse(null),
                    column.value().apply(other).map(Number.class::cast).orElse(null),
                    column));
        }
        return new RunDiff(
                one.summary().title(),
                other.summary().title(),
                RunDifferences.between(one.inputs(), other.inputs()),
                RunDifferences.ofMachines(one.inputs(), other.inputs()),
                results);
    }

    /** Returns an aligned table: what differs, then the results. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (differences.isEmpty()) {
            lines.add("%s and %s: same configuration, versions and data".formatted(first, second));
        } else {
            TextTable table = new TextTable(3).row("", first, second);
            differences.forEach(each -> table.row(each.subject(), each.then(), each.now()));
            lines.addAll(table.lines());
        }
        machine.forEach(line -> lines.add("machine, " + line));
        lines.add("");
        TextTable table = new TextTable().row("", first, second, "difference");
        for (Result result : results) {
            Column column = result.column();
            table.row(
                    column.titleWithUnit(),
                    column.text(result.first()),
                    column.text(result.second()),
                    result.first() == null || result.second() == null
                            ? Figures.NONE
                            : column.text(result.second().doubleValue()
                                    - result.first().doubleValue()));
        }
        lines.addAll(table.lines());
        return lines;
    }
}
