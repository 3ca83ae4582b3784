package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A comparison as comma-separated values: one line a finished run, figures in full. */
public final class CsvReport {
    private CsvReport() {}

    /** Returns the lines, each ended by a line feed. */
    public static String of(Results results) {
        List<SettingTable> tables = results.tables();
        Set<String> keys = new LinkedHashSet<>();
        tables.forEach(table -> table.columns().forEach(column -> keys.add(column.key())));
        List<String> lines = new ArrayList<>();
        lines.add("setting,method,seed,run," + String.join(",", keys));
        for (SettingTable table : tables) {
            for (SettingTable.Row row : table.rows()) {
                row.runs().forEach((seed, run) -> {
                    List<String> cells = new ArrayList<>(List.of(
                            quoted(table.setting()),
                            quoted(row.method()),
                            String.valueOf(seed),
                            run.summary().name() + "-" + run.summary().hash()));
                    for (String key : keys) {
                        cells.add(table.columns().stream()
                                .filter(column -> column.key().equals(key))
                                .findFirst()
                                .flatMap(column -> column.value().apply(run.summary()))
                                .map(value -> String.format(Locale.ROOT, "%.6f", value))
                                .or(() -> Optional.of(""))
                                .get());
                    }
                    lines.add(String.join(",", cells));
                });
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String quoted(String text) {
        return text.matches("[^,\"\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
