package org.exeunt.app.compare;

import java.nio.file.Path;
import org.exeunt.config.RunConfig;

/**
 * A cell and where its run is, or will be.
 *
 * @param config of the run
 * @param directory of the finished run
 * @param finished whether it is there
 */
public record PlannedCell(ExperimentRun cell, RunConfig config, Path directory, boolean finished) {}
