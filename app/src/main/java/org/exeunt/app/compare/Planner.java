package org.exeunt.app.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.runtime.run.RunIdentities;

/**
 * Plans a comparison, again after each of its phases. Checksums of data are kept, so that each data set is loaded once
 * per seed. Not thread-safe.
 */
public final class Planner {
    private final Comparison comparison;
    private final Predicate<ExperimentRun> required;
    private final RunConfigReader reader;
    private final RunIdentities identities;
    private final Path directory;

    /**
     * Creates a planner.
     *
     * @param required returns whether a run has to be part of the plan; another one is only if it may be finished and
     *     its data can be loaded
     * @param directory of all runs
     */
    public Planner(Comparison comparison, Predicate<ExperimentRun> required, PluginRegistry registry, Path directory) {
        this.comparison = comparison;
        this.required = required;
        this.reader = new RunConfigReader(registry);
        this.identities = new RunIdentities(registry, Path.of(""));
        this.directory = directory;
    }

    /**
     * Returns the plan, with the runs that are finished now.
     *
     * @throws ExeuntException CONFIG-60 if the configuration of a run is not valid, runs or settings are equal, or
     *     methods of a setting have different data, listing the problems of all runs; of category DATA if the data of a
     *     required run cannot be loaded
     */
    public Plan plan() {
        Map<String, ExeuntException> unidentified = new LinkedHashMap<>();
        // all configurations must be valid, whichever candidates tuning chooses
        List<ExperimentRun> tuningRuns = comparison.tuningRuns();
        List<RunConfig> configs = configs(Stream.concat(tuningRuns.stream(), comparison.runs(List.of()).stream())
                .toList());
        List<PlannedRun> tuning = planned(tuningRuns, configs, unidentified);
        List<TuningResult> choices = Selection.of(comparison, tuning);
        List<ExperimentRun> runs = comparison.runs(choices);
        return new Plan(comparison, tuning, choices, planned(runs, configs(runs), unidentified), unidentified);
    }

    /** Plans runs; {@code configs} starts with their configurations, in the same order. */
    private List<PlannedRun> planned(
            List<ExperimentRun> runs, List<RunConfig> configs, Map<String, ExeuntException> unidentified) {
        Set<String> present = present();
        List<PlannedRun> planned = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            ExperimentRun run = runs.get(i);
            RunConfig config = configs.get(i);
            boolean isRequired = required.test(run);
            if (!isRequired && (!present.contains(config.name()) || unidentified.containsKey(run.setting()))) {
                continue;
            }
            try {
                Path target = directory.resolve(identities.of(config).title());
                planned.add(new PlannedRun(run, config, target, Files.isDirectory(target)));
            } catch (ExeuntException e) {
                if (isRequired || e.code().category() != ErrorCategory.DATA) {
                    throw e;
                }
                unidentified.put(run.setting(), e);
            }
        }
        return planned;
    }

    /** Returns the names of the runs that may be finished, whatever their hashes. */
    private Set<String> present() {
        String[] entries = Objects.requireNonNullElse(directory.toFile().list(), new String[0]);
        return Stream.of(entries)
                .filter(entry -> entry.contains("-"))
                .map(entry -> entry.substring(0, entry.lastIndexOf('-')))
                .collect(Collectors.toSet());
    }

    private List<RunConfig> configs(List<ExperimentRun> runs) {
        List<RunConfig> configs = new ArrayList<>();
        RunProblems problems = new RunProblems(comparison);
        RunValues values = new RunValues(problems);
        for (ExperimentRun run : runs) {
            try {
                RunConfig config =
                        reader.read(comparison.base(), run.overrides()).orThrow();
                configs.add(config);
                values.add(run, config);
            } catch (ExeuntException e) {
                problems.add(run, e.getMessage());
            }
        }
        values.check();
        problems.throwIfAny();
        return configs;
    }
}
