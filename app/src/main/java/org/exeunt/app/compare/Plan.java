package org.exeunt.app.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.config.RunConfig;
import org.exeunt.runtime.config.RunConfigReader;
import org.exeunt.runtime.plugins.PluginRegistry;
import org.exeunt.runtime.run.RunIdentities;

/**
 * The cells of a comparison, finished ones recognised by what they are: resolved configuration, versions of plugins, checksums of data.
 *
 * @param comparison planned
 * @param cells in the order they are run
 */
public record Plan(Comparison comparison, List<PlannedCell> cells) {
    public Plan {
        cells = List.copyOf(cells);
    }

    /**
     * Makes the plan of a comparison.
     *
     * @param runs the directory of all runs
     * @throws ExeuntException if any run's configuration is not valid, with the problems of all
     */
    public static Plan of(Comparison comparison, PluginRegistry registry, Path workingDirectory, Path runs) {
        List<Cell> cells = comparison.cells();
        List<RunConfig> configs = configs(comparison, cells, new RunConfigReader(registry));
        RunIdentities identities = new RunIdentities(registry, workingDirectory);
        List<PlannedCell> planned = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            Path directory = runs.resolve(identities.of(configs.get(i)).title());
            planned.add(new PlannedCell(cells.get(i), configs.get(i), directory, Files.isDirectory(directory)));
        }
        return new Plan(comparison, planned);
    }

    private static List<RunConfig> configs(Comparison comparison, List<Cell> cells, RunConfigReader reader) {
        List<RunConfig> configs = new ArrayList<>();
        Map<String, String> failures = new LinkedHashMap<>();
        for (Cell cell : cells) {
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

    /** Returns the cells whose runs are not finished. */
    public List<PlannedCell> open() {
        return cells.stream().filter(cell -> !cell.finished()).toList();
    }

    /** Returns the cells whose runs are finished. */
    public List<PlannedCell> finished() {
        return cells.stream().filter(PlannedCell::finished).toList();
    }
}
