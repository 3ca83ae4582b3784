package org.exeunt.app.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.compare.Plan;
import org.exeunt.app.compare.PlannedRun;
import org.exeunt.app.compare.Tuning;
import org.exeunt.app.compare.TuningResult;
import org.exeunt.app.compare.Variant;
import org.exeunt.runtime.store.RunArchive;
import org.exeunt.runtime.store.Summary;

/**
 * The finished runs of a comparison.
 *
 * @param comparison what was planned
 * @param runs by setting and method, in the order of the comparison, and seed
 * @param choices results of tuning
 * @param open number of runs that are not finished
 */
public record Results(
        Comparison comparison,
        Map<String, Map<String, SortedMap<Long, RunArchive>>> runs,
        List<TuningResult> choices,
        int open) {
    /** Returns a single run as a comparison of one method. */
    public static Results of(RunArchive run) {
        Summary summary = run.summary();
        String method = summary.setting().strategy();
        Comparison alone = new Comparison(
                Path.of(""),
                summary.name(),
                Path.of(""),
                List.of(),
                List.of(new Variant("", List.of())),
                List.of(new Variant(method, List.of())),
                List.of(summary.setting().seed()),
                method,
                Tuning.NONE);
        SortedMap<Long, RunArchive> seeds =
                new TreeMap<>(Map.of(summary.setting().seed(), run));
        return new Results(alone, Map.of("", Map.of(method, seeds)), List.of(), 0);
    }

    /** Reads the finished runs of a plan. */
    public static Results of(Plan plan) {
        Map<String, Map<String, SortedMap<Long, RunArchive>>> runs = new LinkedHashMap<>();
        for (Variant setting : plan.comparison().settings()) {
            Map<String, SortedMap<Long, RunArchive>> methods = new LinkedHashMap<>();
            plan.comparison().methods().forEach(method -> methods.put(method.name(), new TreeMap<>()));
            runs.put(setting.name(), methods);
        }
        for (PlannedRun planned : plan.finished()) {
            runs.get(planned.run().setting())
                    .get(planned.run().method())
                    .put(planned.run().seed(), RunArchive.read(planned.directory()));
        }
        return new Results(
                plan.comparison(),
                runs,
                plan.choices(),
                plan.size() - plan.finished().size());
    }

    /** Returns one table per setting that has a finished run. */
    public List<SettingTable> tables() {
        List<SettingTable> tables = new ArrayList<>();
        runs.forEach((setting, methods) -> {
            if (methods.values().stream().anyMatch(seeds -> !seeds.isEmpty())) {
                tables.add(SettingTable.of(setting, methods, comparison.reference()));
            }
        });
        return tables;
    }
}
