package org.exeunt.app.compare;

import java.nio.file.Path;
import org.exeunt.config.RunConfig;

/**
 * A run of a comparison and its directory.
 *
 * @param config resolved configuration
 * @param directory of the run once it is finished
 * @param finished whether the directory exists
 */
public record PlannedRun(ExperimentRun run, RunConfig config, Path directory, boolean finished) {}
