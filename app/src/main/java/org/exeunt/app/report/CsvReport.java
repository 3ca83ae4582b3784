package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.exeunt.runtime.store.codec.Csv;
import org.exeunt.runtime.store.records.Summary;

/** Writes a comparison as comma-separated values: fractions in [0, 1], full precision. */
public final class CsvReport {
    private CsvReport() {}

    /** Returns one line for each finished run; lines are terminated by line feeds. */
    public static String of(Results results) {
        List<SettingTable> tables = results.tables();
        Set<String> keys = new LinkedHashSet<>();
        tables.forEach(table -> keys.addAll(columns(table).keySet()));
        List<String> head = new ArrayList<>(List.of("setting", "method", "seed", "run", "clients", "test-examples"));
        head.addAll(keys);
        List<String> lines = new ArrayList<>(List.of(Csv.line(head)));
        for (SettingTable table : tables) {
            Map<String, Column> columns = columns(table);
            for (SettingTable.Row row : table.rows()) {
                row.runs().forEach((seed, run) -> {
                    Summary summary = run.summary();
                    List<Object> values = new ArrayList<>(List.of(
                            table.setting(),
                            row.method(),
                            seed,
                            summary.name() + "-" + summary.hash(),
                            summary.finalRound().tested().clients(),
                            summary.finalRound().tested().examples()));
                    keys.forEach(key -> values.add(Optional.ofNullable(columns.get(key))
                            .flatMap(column -> column.value().apply(run))
                            .<Object>map(value -> value)
                            .orElse("")));
                    lines.add(Csv.line(values));
                });
            }
        }
        return String.join("\n", lines) + "\n";
    }

    /** Returns the columns of a setting, some of which compare with a run of the same setting. */
    private static Map<String, Column> columns(SettingTable table) {
        Map<String, Column> columns = new LinkedHashMap<>();
        table.columns().forEach(column -> columns.put(column.key(), column));
        ReliabilityTable.COLUMNS.forEach(column -> columns.put(column.key(), column));
        return columns;
    }

    /**
     * Returns the accuracy of each exit, and their mean, at every evaluation of every finished run, and the simulated
     * seconds up to it, if any.
     */
    public static String curves(Results results) {
        List<String> lines = new ArrayList<>(
                List.of(Csv.line("setting", "method", "seed", "round", "exit", "accuracy", "simulated-seconds")));
        for (SettingTable table : results.tables()) {
            for (SettingTable.Row row : table.rows()) {
                row.runs().forEach((seed, run) -> run.evaluations().forEach(evaluation -> {
                    Object seconds = Column.simulates(run)
                            ? Spent.until(run, evaluation.round()).seconds()
                            : "";
                    Object[] values = {table.setting(), row.method(), seed, evaluation.round(), "mean", 0.0, seconds};
                    for (int exit = 1; exit <= evaluation.accuracy().size(); exit++) {
                        values[4] = exit;
                        values[5] = evaluation.accuracy().get(exit - 1);
                        lines.add(Csv.line(values));
                    }
                    values[4] = "mean";
                    values[5] = evaluation.meanAccuracy();
                    lines.add(Csv.line(values));
                }));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    /** Returns the accuracy and the cost of every exit rule of every finished run; costs are empty if unknown. */
    public static String rules(Results results) {
        List<String> lines = new ArrayList<>(List.of(
                Csv.line("setting", "method", "seed", "policy", "rule", "accuracy", "expected-macs", "macs-saved")));
        for (SettingTable table : results.tables()) {
            for (SettingTable.Row row : table.rows()) {
                row.runs().forEach((seed, run) -> run.summary().rules().forEach(rule -> {
                    boolean known = rule.expectedMacs() != null;
                    lines.add(Csv.line(
                            table.setting(),
                            row.method(),
                            seed,
                            rule.policy(),
                            rule.label(),
                            rule.accuracy(),
                            known ? rule.expectedMacs() : "",
                            known ? rule.macsSaved() : ""));
                }));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    /**
     * Returns, for every pair of methods and every seed, what the early exits of one save of the MACs of the other's
     * static network at its accuracy, with several exit policies also for each; empty if it is not reached.
     */
    public static String savings(Results results) {
        Set<String> policies = results.tables().stream()
                .flatMap(table -> table.columns().stream().map(Column::key))
                .filter(key -> key.startsWith(Column.macsSavedKey("")))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<String> head = new ArrayList<>(
                List.of("setting", "method", "static-network-of", "seed", "accuracy", Column.MACS_SAVED));
        head.addAll(policies);
        List<String> lines = new ArrayList<>(List.of(Csv.line(head)));
        for (SettingTable table : results.tables()) {
            for (SettingTable.Row row : table.rows()) {
                StaticSavings.of(table, row.method()).ifPresent(savings -> savings.lines()
                        .forEach(line -> line.accuracies().forEach((seed, accuracy) -> {
                            List<Object> values = new ArrayList<>(
                                    List.of(table.setting(), row.method(), line.method(), seed, accuracy));
                            values.add(
                                    line.shares().containsKey(seed)
                                            ? line.shares().get(seed)
                                            : "");
                            Map<String, Double> known = line.sharesByPolicy().get(seed);
                            policies.forEach(key -> values.add(known.containsKey(key) ? known.get(key) : ""));
                            lines.add(Csv.line(values));
                        })));
            }
        }
        return String.join("\n", lines) + "\n";
    }
}
