package org.exeunt.app.compare;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.exeunt.api.data.Sha256;
import org.exeunt.config.ResolvedConfig;
import org.exeunt.config.RunConfig;

/** Finds runs and settings that are equal once defaults are filled in: they would count twice. */
final class EqualRuns {
    private final Set<List<Object>> added = new HashSet<>();
    private final Map<String, ExperimentRun> runs = new HashMap<>();
    private final Map<String, Set<String>> digestsBySetting = new LinkedHashMap<>();

    /** Adds a run, and returns an earlier one with equal name and values; of runs that differ by seed, one suffices. */
    Optional<ExperimentRun> add(ExperimentRun run, RunConfig config) {
        if (!added.add(List.of(run.setting(), run.method(), run.candidate()))) {
            return Optional.empty();
        }
        Map<String, String> values = ResolvedConfig.of(config).values();
        String name = values.remove("name");
        String digest = Sha256.of(values.toString().getBytes(StandardCharsets.UTF_8));
        digestsBySetting
                .computeIfAbsent(run.setting(), setting -> new HashSet<>())
                .add(digest);
        return Optional.ofNullable(runs.putIfAbsent(name + " " + digest, run));
    }

    /** Returns the settings all of whose runs are equal, in groups of at least two. */
    List<List<String>> settings() {
        Map<Set<String>, List<String>> groups = new LinkedHashMap<>();
        digestsBySetting.forEach((setting, digests) ->
                groups.computeIfAbsent(digests, first -> new ArrayList<>()).add(setting));
        return groups.values().stream().filter(group -> group.size() > 1).toList();
    }
}
