package org.exeunt.app.arguments;

import java.nio.file.Path;
import org.exeunt.runtime.store.StoredRun;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The argument RUN of commands that read a run, with the option {@code --runs-dir}. */
public final class RunArgument {
    @Parameters(paramLabel = "RUN", description = RunsArgument.DESCRIPTION)
    private String reference;

    @Mixin
    private RunsArgument runs;

    /**
     * Returns the directory of the run.
     *
     * @throws org.exeunt.api.error.ExeuntException if no run, or more than one, is meant
     */
    public Path directory() {
        return runs.directory(reference);
    }

    /**
     * Returns the run, finished or not.
     *
     * @throws org.exeunt.api.error.ExeuntException if no run, or more than one, is meant
     */
    public StoredRun run() {
        return runs.run(reference);
    }
}
