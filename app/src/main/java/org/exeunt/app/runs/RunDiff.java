package org.exeunt.app.runs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.exeunt.app.findings.Measure;
import org.exeunt.app.table.ConsoleTable;
import org.exeunt.app.table.Table;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.store.identity.RunDifferences;

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
     * @param measure with the title and the unit of tables
     */
    public record Result(String key, Number first, Number second, @JsonIgnore Measure measure) {}

    /**
     * Reads two runs.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if one is not finished or damaged
     */
    public static RunDiff of(Path first, Path second) {
        RunRecords one = FinishedRun.open(first).records();
        RunRecords other = FinishedRun.open(second).records();
        List<Result> results = new ArrayList<>();
        for (Measure measure : Measure.of(List.of(one, other), Map.of())) {
            results.add(new Result(measure.key(), measure.valueOf(one), measure.valueOf(other), measure));
        }
        return new RunDiff(
                one.summary().title(),
                other.summary().title(),
                RunDifferences.between(one.inputs(), other.inputs()),
                one.inputs()
                        .provenance()
                        .machine()
                        .differences(other.inputs().provenance().machine()),
                results);
    }

    /** Returns an aligned table: what differs, then the results. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (differences.isEmpty()) {
            lines.add("%s and %s: same configuration, versions and data".formatted(first, second));
        } else {
            Table table = Table.texts(3, "", first, second);
            differences.forEach(each -> table.row(List.of(each.subject(), each.then(), each.now())));
            lines.addAll(ConsoleTable.lines(table));
        }
        machine.forEach(line -> lines.add("machine, " + line));
        lines.add("");
        Table table = Table.texts(1, "", first, second, "difference");
        for (Result result : results) {
            Measure measure = result.measure();
            table.row(List.of(
                    measure.titleWithUnit(),
                    measure.text(result.first()),
                    measure.text(result.second()),
                    result.first() == null || result.second() == null
                            ? Figures.NONE
                            : measure.text(result.second().doubleValue()
                                    - result.first().doubleValue())));
        }
        lines.addAll(ConsoleTable.lines(table));
        return lines;
    }
}
