package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.exeunt.app.findings.CostUntil;
import org.exeunt.app.findings.Measure;
import org.exeunt.app.findings.Results;
import org.exeunt.app.findings.Setting;
import org.exeunt.app.findings.StaticSavings;
import org.exeunt.app.table.Table;
import org.exeunt.app.table.Table.Format;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;

/** The results of every finished run for other programs: fractions in [0, 1], all digits. */
final class DataTables {
    private DataTables() {}

    private static Table table(String... keys) {
        return new Table("").with(Format.FIGURE, keys);
    }

    /** Receives a run. */
    private interface RunConsumer {
        void accept(Setting setting, String method, long seed, RunRecords run);
    }

    private static void forEachRun(Results results, RunConsumer consumer) {
        results.settings().forEach(setting -> setting.rows()
                .forEach(row -> row.runs().forEach((seed, run) -> consumer.accept(setting, row.method(), seed, run))));
    }

    /** Returns a line for each run, with all measures of all settings. */
    static Table results(Results results) {
        Set<String> measures = new LinkedHashSet<>();
        results.settings().forEach(setting -> measures.addAll(measures(setting).keySet()));
        Table table = table("setting", "method", "seed", "run", "clients", "test-examples");
        measures.forEach(key -> table.with(Format.FIGURE, key));
        forEachRun(results, (setting, method, seed, run) -> {
            RunSummary summary = run.summary();
            List<Object> row = new ArrayList<>(List.of(
                    setting.name(),
                    method,
                    seed,
                    summary.title(),
                    summary.finalRound().tested().clients(),
                    summary.finalRound().tested().examples()));
            Map<String, Measure> own = measures(setting);
            measures.forEach(key -> row.add(own.containsKey(key) ? own.get(key).valueOf(run) : null));
            table.row(row);
        });
        return table;
    }

    /** Returns the measures of a setting, some of which compare with a run of it, by key. */
    private static Map<String, Measure> measures(Setting setting) {
        Map<String, Measure> measures = new LinkedHashMap<>();
        Stream.concat(setting.measures().stream(), Measure.RELIABILITY.stream())
                .forEach(measure -> measures.put(measure.key(), measure));
        return measures;
    }

    /** Returns the accuracy of each exit, and their mean, and the simulated time at every evaluation of every run. */
    static Table curves(Results results) {
        Table table = table("setting", "method", "seed", "round", "exit", "accuracy", "simulated-seconds", "bytes");
        forEachRun(results, (setting, method, seed, run) -> run.evaluations().forEach(evaluation -> {
            CostUntil cost = CostUntil.round(run, evaluation.round());
            Object seconds = Measure.simulates(run) ? cost.seconds() : "";
            int exits = evaluation.accuracy().size();
            for (int exit = 1; exit <= exits + 1; exit++) {
                table.row(List.of(
                        setting.name(),
                        method,
                        seed,
                        evaluation.round(),
                        exit > exits ? "mean" : exit,
                        exit > exits
                                ? evaluation.meanAccuracy()
                                : evaluation.accuracy().get(exit - 1),
                        seconds,
                        cost.bytes()));
            }
        }));
        return table;
    }

    /** Returns the accuracy and the cost of every exit rule of every run; costs are empty if unknown. */
    static Table rules(Results results) {
        Table table = table("setting", "method", "seed", "policy", "rule", "accuracy", "expected-macs", "macs-saved");
        forEachRun(results, (setting, method, seed, run) -> run.summary()
                .rules()
                .forEach(rule -> table.row(Arrays.asList(
                        setting.name(),
                        method,
                        seed,
                        rule.policy(),
                        rule.label(),
                        rule.accuracy(),
                        rule.expectedMacs(),
                        rule.macsSaved()))));
        return table;
    }

    /**
     * Returns, for every pair of methods and every seed, what the early exits of one save of the MACs of the other's
     * static network at its accuracy, with several exit policies also for each; empty if it is not reached.
     */
    static Table savings(Results results) {
        List<String> policies = results.settings().stream()
                .flatMap(setting -> setting.measures().stream())
                .filter(measure -> measure.kind() == Measure.Kind.POLICY)
                .map(Measure::key)
                .distinct()
                .toList();
        Table table = table("setting", "method", "static-network-of", "seed", "accuracy", Measure.MACS_SAVED);
        policies.forEach(key -> table.with(Format.FIGURE, key));
        results.settings().forEach(setting -> setting.rows()
                .forEach(row -> StaticSavings.of(setting, row.method()).ifPresent(savings -> savings.lines()
                        .forEach(line -> line.accuracies().forEach((seed, accuracy) -> {
                            List<Object> cells = new ArrayList<>(Arrays.asList(
                                    setting.name(),
                                    row.method(),
                                    line.method(),
                                    seed,
                                    accuracy,
                                    line.shares().get(seed)));
                            policies.forEach(key ->
                                    cells.add(line.sharesByPolicy().get(seed).get(key)));
                            table.row(cells);
                        })))));
        return table;
    }
}
