package org.exeunt.app.compare;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.exeunt.config.run.RunConfig;

/**
 * A run of a comparison and its directory.
 *
 * @param config resolved configuration
 * @param directory of the run once it is finished
 * @param finished whether the directory exists
 */
public record PlannedRun(ExperimentRun run, RunConfig config, Path directory, boolean finished) {
    /**
     * Returns the file that states that this run, by which a method is tuned, diverged. Its name has the hash of
     * configuration, code and files, so that it holds as long as the run would diverge again. It is not hidden, so that
     * it is copied with the directories of runs.
     */
    Path divergence() {
        return directory.resolveSibling(directory.getFileName() + ".diverged");
    }

    /** Returns whether this run, by which a method is tuned, diverged. */
    public boolean diverged() {
        return Files.isRegularFile(divergence(), LinkOption.NOFOLLOW_LINKS);
    }
}
