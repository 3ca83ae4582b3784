package org.exeunt.app.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.exeunt.api.plugin.Option.Affects;
import org.exeunt.app.console.VisibleText;
import org.exeunt.config.ResolvedConfig;
import org.exeunt.config.RunConfig;

/**
 * Checks that all methods of a setting, with all their candidates, are evaluated on the same data, because runs are
 * paired by their seeds.
 */
final class SharedData {
    /** Maximum number of methods of one value, and of values of one setting, that are listed. */
    private static final int MAX_NAMED = 12;

    private static final String ABSENT = "(none)";

    private final Set<List<Object>> added = new HashSet<>();
    private final Map<String, Map<Map<String, String>, Set<String>>> methodsByData = new LinkedHashMap<>();

    /** Adds a run; seeds have no effect. */
    void add(ExperimentRun run, RunConfig config) {
        if (added.add(List.of(run.setting(), run.method(), run.candidate()))) {
            Map<String, String> data =
                    new LinkedHashMap<>(ResolvedConfig.of(config).values());
            data.keySet().removeIf(key -> ResolvedConfig.affects(key) != Affects.DATA);
            methodsByData
                    .computeIfAbsent(run.setting(), setting -> new LinkedHashMap<>())
                    .computeIfAbsent(data, values -> new LinkedHashSet<>())
                    .add(run.method());
        }
    }

    /** Returns the settings whose methods have different data, by what differs. */
    Map<String, List<String>> problems() {
        Map<String, List<String>> settings = new LinkedHashMap<>();
        methodsByData.forEach((setting, data) -> {
            if (data.size() > 1) {
                settings.computeIfAbsent(differences(data), difference -> new ArrayList<>())
                        .add(setting);
            }
        });
        return settings;
    }

    private static String differences(Map<Map<String, String>, Set<String>> data) {
        Set<String> keys = new LinkedHashSet<>();
        data.keySet().forEach(values -> keys.addAll(values.keySet()));
        List<String> lines = new ArrayList<>();
        for (String key : keys) {
            Map<String, Set<String>> methods = new LinkedHashMap<>();
            data.forEach((values, names) -> methods.computeIfAbsent(
                            values.getOrDefault(key, ABSENT), value -> new LinkedHashSet<>())
                    .addAll(names));
            if (methods.size() > 1) {
                methods.forEach((value, names) -> lines.add("%s = %s of %s"
                        .formatted(
                                key,
                                ComparisonReader.shortened(value),
                                VisibleText.first(MAX_NAMED, List.copyOf(names), ", "))));
            }
        }
        int shown = Math.min(MAX_NAMED, lines.size());
        return "methods differ in keys of the data; compare these as 'settings':\n  "
                + String.join("\n  ", lines.subList(0, shown))
                + (shown == lines.size() ? "" : "\n  and %d more values".formatted(lines.size() - shown));
    }
}
