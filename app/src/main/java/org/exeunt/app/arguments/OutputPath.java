package org.exeunt.app.arguments;

import java.nio.file.Path;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.store.files.AtomicFile;

/** Checks and prepares the paths that options of output name. */
public final class OutputPath {
    private OutputPath() {}

    /**
     * Checks that writing to a path changes no run.
     *
     * @throws ExeuntException CONFIG-07 if the path is a finished run or within one
     */
    public static void requireOutsideRuns(String option, Path path) {
        for (Path folder = path.toAbsolutePath().normalize(); folder != null; folder = folder.getParent()) {
            if (FinishedRun.isIn(folder)) {
                throw new ExeuntException(
                        Errors.CONFIG_07,
                        "%s %s is within the run %s, whose files must remain as they are; choose another place."
                                .formatted(option, path, folder));
            }
        }
    }

    /**
     * Creates the folder of a file, as all options of output do.
     *
     * @throws ExeuntException of category RESOURCE if it cannot be created
     */
    public static void createParent(Path file) {
        AtomicFile.createFolder(file.toAbsolutePath().getParent());
    }
}
