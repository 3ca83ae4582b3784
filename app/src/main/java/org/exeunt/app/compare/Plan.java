package org.exeunt.app.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.config.RunConfig;
import org.exeunt.config.RunConfigReader;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.run.RunIdentities;

/**
 * The runs of a comparison, finished ones recognised by what they are: resolved configuration, versions of plugins, checksums of data.
 *
 * @param comparison planned
 * @param tuning the runs by which methods are tuned
 * @param choices what tuning found, of methods whose tuning is finished
 * @param cells of the comparison itself, in the order they are run; those of a method that is still to be tuned are not known yet
 */
public record Plan(Comparison comparison, List<PlannedCell> tuning, List<Choice> choices, List<PlannedCell> cells) {
    public Plan {
        tuning = List.copyOf(tuning);
        choices = List.copyOf(choices);
        cells = List.copyOf(cells);
    }

    /**
     * Makes the plan of a comparison.
     *
     * @param runs the directory of all runs
     * @throws ExeuntException if any run's configuration is not valid, with the problems of all
     */
    public static Plan of(Comparison comparison, PluginRegistry registry, Path workingDirectory, Path runs) {
        Planner planner = new Planner(
                comparison, new RunConfigReader(registry), new RunIdentities(registry, workingDirectory), runs);
        // whatever tuning chooses, the configurations must be valid
        List<ExperimentRun> tuningCells = comparison.tuningCells();
        List<RunConfig> configs =
                planner.configs(Stream.concat(tuningCells.stream(), comparison.cells(List.of()).stream())
                        .toList());
        List<PlannedCell> tuning = planner.planned(tuningCells, configs);
        List<Choice> choices = Selection.of(comparison, tuning);
        List<ExperimentRun> cells = comparison.cells(choices);
        return new Plan(comparison, tuning, choices, planner.planned(cells, planner.configs(cells)));
    }

    private record Planner(Comparison comparison, RunConfigReader reader, RunIdentities identities, Path runs) {
        /** Plans cells whose configurations stand first in a list, in order. */
        List<PlannedCell> planned(List<ExperimentRun> cells, List<RunConfig> configs) {
            List<PlannedCell> planned = new ArrayList<>();
            for (int i = 0; i < cells.size(); i++) {
                Path directory = runs.resolve(identities.of(configs.get(i)).title());
                planned.add(new PlannedCell(cells.get(i), configs.get(i), directory, Files.isDirectory(directory)));
            }
            return planned;
        }

        List<RunConfig> configs(List<ExperimentRun> cells) {
            List<RunConfig> configs = new ArrayList<>();
            Map<String, String> failures = new LinkedHashMap<>();
            for (ExperimentRun cell : cells) {
                try {
                    configs.add(reader.read(comparison.base(), cell.overrides()).orThrow());
                } catch (ExeuntException e) {
                    // seeds share what is wrong with their method
                    failures.putIfAbsent(
                            cell.setting() + cell.method(), "%s:\n%s".formatted(cell, indented(e.getMessage())));
                }
            }
            if (!failures.isEmpty()) {
                throw new ExeuntException(
                        CompareErrors.PROBLEMS,
                        "%s describes runs that cannot be made:\n  %s"
                                .formatted(comparison.source(), String.join("\n  ", failures.values())));
            }
            return configs;
        }

        private static String indented(String text) {
            return text.lines()
                    .map(line -> "    " + line)
                    .reduce((a, b) -> a + "\n" + b)
                    .orElse("");
        }
    }

    /** Returns all runs that are known, tuning first. */
    public List<PlannedCell> all() {
        return Stream.concat(tuning.stream(), cells.stream()).toList();
    }

    /** Returns how many runs of the comparison itself there will be once everything is tuned. */
    public int size() {
        return comparison.settings().size()
                * comparison.methods().size()
                * comparison.seeds().size();
    }

    /** Returns whether some method is still to be tuned, so that its runs are not known yet. */
    public boolean isTuning() {
        return cells.size() < size();
    }

    /** Returns the runs that are known and not finished. */
    public List<PlannedCell> open() {
        return all().stream().filter(cell -> !cell.finished()).toList();
    }

    /** Returns the finished runs of the comparison itself. */
    public List<PlannedCell> finished() {
        return cells.stream().filter(PlannedCell::finished).toList();
    }
}
