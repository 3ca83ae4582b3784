package org.exeunt.app.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.compare.Tuning.Candidate;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.text.Figures;
import org.exeunt.config.RunConfig;
import org.exeunt.config.RunConfigReader;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.run.RunIdentities;

/**
 * The runs of a comparison. Finished ones are recognised by resolved configuration, versions of plugins and checksums
 * of data.
 *
 * @param comparison planned
 * @param tuning the runs by which methods are tuned
 * @param choices results of tuning, for methods whose tuning is finished
 * @param runs of the comparison itself, in order of execution; without those of methods that are not tuned yet
 */
public record Plan(Comparison comparison, List<PlannedRun> tuning, List<TuningResult> choices, List<PlannedRun> runs) {
    /** Maximum number of runs, or of settings, that are named for a problem that they share. */
    private static final int MAX_NAMED = 12;

    public Plan {
        tuning = List.copyOf(tuning);
        choices = List.copyOf(choices);
        runs = List.copyOf(runs);
    }

    /**
     * Creates the plan of a comparison.
     *
     * @param directory of all runs
     * @throws ExeuntException CONFIG-60 if there is no such reference, the configuration of a run is not valid, or
     *     methods of a setting have different data, listing the problems of all runs
     */
    public static Plan of(Comparison comparison, PluginRegistry registry, Path workingDirectory, Path directory) {
        Planner planner = new Planner(
                comparison, new RunConfigReader(registry), new RunIdentities(registry, workingDirectory), directory);
        // all configurations must be valid, whichever candidates tuning chooses
        List<ExperimentRun> tuningRuns = comparison.tuningRuns();
        List<RunConfig> configs =
                planner.configs(Stream.concat(tuningRuns.stream(), comparison.runs(List.of()).stream())
                        .toList());
        List<PlannedRun> tuning = planner.planned(tuningRuns, configs);
        List<TuningResult> choices = Selection.of(comparison, tuning);
        List<ExperimentRun> runs = comparison.runs(choices);
        return new Plan(comparison, tuning, choices, planner.planned(runs, planner.configs(runs)));
    }

    private record Planner(Comparison comparison, RunConfigReader reader, RunIdentities identities, Path directory) {
        /** Plans runs; {@code configs} starts with their configurations, in the same order. */
        List<PlannedRun> planned(List<ExperimentRun> runs, List<RunConfig> configs) {
            List<PlannedRun> planned = new ArrayList<>();
            for (int i = 0; i < runs.size(); i++) {
                Path target = directory.resolve(identities.of(configs.get(i)).title());
                planned.add(new PlannedRun(runs.get(i), configs.get(i), target, Files.isDirectory(target)));
            }
            return planned;
        }

        List<RunConfig> configs(List<ExperimentRun> runs) {
            List<RunConfig> configs = new ArrayList<>();
            SharedData data = new SharedData();
            Set<String> failed = new HashSet<>();
            Map<String, List<String>> runsByMessage = new LinkedHashMap<>();
            for (ExperimentRun run : runs) {
                try {
                    RunConfig config =
                            reader.read(comparison.base(), run.overrides()).orThrow();
                    configs.add(config);
                    data.add(run, config);
                } catch (ExeuntException e) {
                    // all seeds of a method have the same problems
                    if (failed.add(run.setting() + run.method())) {
                        runsByMessage
                                .computeIfAbsent(e.getMessage(), message -> new ArrayList<>())
                                .add(run.toString());
                    }
                }
            }
            List<String> problems = new ArrayList<>();
            comparison.problemOfReference().ifPresent(problem -> problems.add("  " + problem));
            runsByMessage.forEach(
                    (message, names) -> problems.add("  %s:\n%s".formatted(named(names), indented(message))));
            data.problems()
                    .forEach((message, settings) -> problems.add(
                            "  %s:\n%s".formatted(VisibleText.first(MAX_NAMED, settings, "; "), indented(message))));
            if (!problems.isEmpty()) {
                throw new ExeuntException(
                        CompareErrors.PROBLEMS,
                        "%s %s:\n%s"
                                .formatted(
                                        comparison.source(),
                                        runsByMessage.isEmpty()
                                                ? "has " + Figures.count(problems.size(), "problem")
                                                : "describes invalid runs",
                                        String.join("\n", problems)));
            }
            return configs;
        }

        /** Returns which runs share a problem, given the first of each method on each setting that has it. */
        private String named(List<String> runs) {
            int all = comparison.settings().size() * comparison.methods().size();
            return runs.size() == all ? "every run" : VisibleText.first(MAX_NAMED, runs, "; ");
        }

        private static String indented(String text) {
            return text.lines()
                    .map(line -> "    " + line)
                    .reduce((a, b) -> a + "\n" + b)
                    .orElse("");
        }
    }

    /** Returns all known runs, those of tuning first. */
    public List<PlannedRun> all() {
        return Stream.concat(tuning.stream(), runs.stream()).toList();
    }

    /** Returns the number of runs of the comparison itself once all methods are tuned. */
    public int size() {
        return comparison.settings().size()
                * comparison.methods().size()
                * comparison.seeds().size();
    }

    /** Returns whether a method is not tuned yet, so that its runs are unknown. */
    public boolean isTuning() {
        return runs.size() < size();
    }

    /**
     * Checks that there are validation examples to choose options by.
     *
     * @throws ExeuntException CONFIG-61 if a run by which a method is tuned has none
     */
    public void requireValidation() {
        tuning.stream().filter(Selection::lacksValidation).findFirst().ifPresent(lacking -> {
            throw new ExeuntException(
                    CompareErrors.NO_VALIDATION,
                    ("%s has no validation examples to choose by. Set partition.validation-fraction above 0 in 'set' of"
                                    + " %s, or run the other methods alone by --methods.")
                            .formatted(lacking.run(), comparison.source()));
        });
    }

    /** Returns the known runs that are not finished, without those that diverged while a method was tuned. */
    public List<PlannedRun> open() {
        return Stream.concat(tuning.stream().filter(run -> !run.diverged()), runs.stream())
                .filter(run -> !run.finished())
                .toList();
    }

    /** Returns the methods of which every candidate diverged on a setting, so that none can be chosen. */
    public List<String> divergedMethods() {
        return comparison.tuning().candidates().keySet().stream()
                .filter(method ->
                        comparison.settings().stream().anyMatch(setting -> hasDiverged(setting.name(), method)))
                .toList();
    }

    /** Returns whether every candidate of a method diverged on a setting; false if it is not tuned. */
    boolean hasDiverged(String setting, String method) {
        Map<Candidate, List<PlannedRun>> candidates = tuning.stream()
                .filter(run -> run.run().setting().equals(setting)
                        && run.run().method().equals(method))
                .collect(Collectors.groupingBy(run -> run.run().candidate()));
        return !candidates.isEmpty()
                && candidates.values().stream().allMatch(runs -> runs.stream().anyMatch(PlannedRun::diverged));
    }

    /** Returns the finished runs of the comparison itself. */
    public List<PlannedRun> finished() {
        return runs.stream().filter(PlannedRun::finished).toList();
    }
}
