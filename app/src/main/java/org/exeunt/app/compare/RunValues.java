package org.exeunt.app.compare;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.plugin.Option.Affects;
import org.exeunt.app.console.VisibleText;
import org.exeunt.config.run.ResolvedConfig;
import org.exeunt.config.run.RunConfig;

/**
 * Checks the values of all runs of a comparison once defaults are filled in: all methods of a setting have the same
 * data, because runs are paired by their seeds, and no run or setting counts twice.
 */
final class RunValues {
    /** Maximum number of values, and of methods of one value, that are listed. */
    private static final int MAX_NAMED = 12;

    private final RunProblems problems;
    private final Set<List<Object>> added = new HashSet<>();
    private final Map<String, ExperimentRun> runs = new HashMap<>();
    private final Map<String, Set<String>> digestsBySetting = new LinkedHashMap<>();
    private final Map<String, Map<Map<String, String>, Set<String>>> methodsByData = new LinkedHashMap<>();

    RunValues(RunProblems problems) {
        this.problems = problems;
    }

    /** Adds a run; of runs that differ by seed, only the first is checked. */
    void add(ExperimentRun run, RunConfig config) {
        if (!added.add(List.of(run.setting(), run.method(), run.candidate()))) {
            return;
        }
        Map<String, String> values = ResolvedConfig.of(config).values();
        String name = values.remove("name");
        String digest = Sha256.of(values.toString().getBytes(StandardCharsets.UTF_8));
        ExperimentRun same = runs.putIfAbsent(name + " " + digest, run);
        if (same != null) {
            problems.add(
                    run,
                    ("has the same values and, but for punctuation, the same name as '%s'; change or remove one, as"
                                    + " both would be one run")
                            .formatted(same));
        }
        digestsBySetting
                .computeIfAbsent(run.setting(), setting -> new HashSet<>())
                .add(digest);
        values.keySet().removeIf(key -> ResolvedConfig.affects(key) != Affects.DATA);
        methodsByData
                .computeIfAbsent(run.setting(), setting -> new LinkedHashMap<>())
                .computeIfAbsent(values, data -> new LinkedHashSet<>())
                .add(run.method());
    }

    /** Reports the settings whose methods have different data, and those all of whose runs are equal. */
    void check() {
        Map<Set<String>, List<String>> equal = new LinkedHashMap<>();
        digestsBySetting.forEach((setting, digests) ->
                equal.computeIfAbsent(digests, first -> new ArrayList<>()).add(setting));
        equal.values().stream()
                .filter(settings -> settings.size() > 1)
                .forEach(settings -> problems.add(
                        "settings must differ in the values of some run, as equal runs would count twice", settings));
        methodsByData.forEach((setting, data) -> {
            if (data.size() > 1) {
                problems.add(differences(data), List.of(setting));
            }
        });
    }

    private static String differences(Map<Map<String, String>, Set<String>> data) {
        Map<String, Map<String, Set<String>>> methodsByValue = new LinkedHashMap<>();
        data.forEach((values, methods) -> values.forEach((key, value) -> methodsByValue
                .computeIfAbsent(key, first -> new LinkedHashMap<>())
                .computeIfAbsent(value, first -> new LinkedHashSet<>())
                .addAll(methods)));
        long methods = data.values().stream().flatMap(Set::stream).distinct().count();
        List<String> lines = new ArrayList<>();
        methodsByValue.forEach((key, values) -> values.forEach((value, names) -> {
            if (values.size() > 1 || names.size() < methods) {
                lines.add("%s = %s of %s"
                        .formatted(
                                key,
                                value.replaceFirst("(?s)(.{100}).+", "$1..."),
                                VisibleText.first(MAX_NAMED, List.copyOf(names), ", ")));
            }
        }));
        return "methods differ in keys of the data; compare these as 'settings':\n  "
                + VisibleText.first(MAX_NAMED, lines, "\n  ");
    }
}
