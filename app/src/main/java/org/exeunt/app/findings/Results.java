package org.exeunt.app.findings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.app.compare.Comparison;
import org.exeunt.app.compare.Plan;
import org.exeunt.app.compare.PlannedRun;
import org.exeunt.app.compare.TuningResult;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;

/**
 * The finished runs of a comparison.
 *
 * @param comparison what was planned
 * @param runs by setting and method, in the order of the comparison, and seed
 * @param choices results of tuning
 * @param open number of runs that are not finished
 * @param times of the phases of a single run; empty for a comparison, or if they are not known
 */
public record Results(
        Comparison comparison,
        Map<String, Map<String, SortedMap<Long, RunRecords>>> runs,
        List<TuningResult> choices,
        int open,
        List<FinishedRun.PhaseTime> times) {
    /** Returns a run, which may be in progress. */
    public static Results of(RunRecords run) {
        return of(run, List.of());
    }

    /** Returns a finished run with its times. */
    public static Results of(RunRecords run, List<FinishedRun.PhaseTime> times) {
        RunSummary summary = run.summary();
        String method = summary.setting().strategy();
        Comparison alone = Comparison.withoutFile(
                summary.name(),
                List.of(""),
                List.of(method),
                List.of(summary.setting().seed()));
        SortedMap<Long, RunRecords> seeds =
                new TreeMap<>(Map.of(summary.setting().seed(), run));
        return new Results(alone, Map.of("", Map.of(method, seeds)), List.of(), 0, times);
    }

    /** Reads the finished runs of a plan. */
    public static Results of(Plan plan) {
        Map<String, Map<String, SortedMap<Long, RunRecords>>> runs = new LinkedHashMap<>();
        for (String setting : plan.comparison().settings().keySet()) {
            Map<String, SortedMap<Long, RunRecords>> methods = new LinkedHashMap<>();
            plan.comparison().methods().keySet().forEach(method -> methods.put(method, new TreeMap<>()));
            runs.put(setting, methods);
        }
        for (PlannedRun planned : plan.finished()) {
            runs.get(planned.run().setting())
                    .get(planned.run().method())
                    .put(
                            planned.run().seed(),
                            FinishedRun.open(planned.directory()).records());
        }
        return new Results(
                plan.comparison(),
                runs,
                plan.choices(),
                plan.size() - plan.finished().size(),
                List.of());
    }

    /** Returns whether these are the results of a single run, not of a comparison. */
    public boolean isSingle() {
        return runs.containsKey("");
    }

    /** Returns the results with another reference, which has to be one of the methods. */
    public Results withReference(String method) {
        return new Results(comparison.withReference(method), runs, choices, open, times);
    }

    /** Returns the settings that have a finished run. */
    public List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        runs.forEach((setting, methods) -> {
            if (methods.values().stream().anyMatch(seeds -> !seeds.isEmpty())) {
                settings.add(Setting.of(setting, methods, comparison.reference()));
            }
        });
        return settings;
    }

    /** Returns the number of a setting in the comparison, from 1 on; it does not depend on what is finished. */
    public int number(Setting setting) {
        return List.copyOf(comparison.settings().keySet()).indexOf(setting.name()) + 1;
    }
}
