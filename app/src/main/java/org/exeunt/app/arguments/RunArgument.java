package org.exeunt.app.arguments;

import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.StoredRun;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The argument RUN of commands that read a run, with the option {@code --runs-dir}. */
public final class RunArgument {
    @Parameters(paramLabel = "RUN", description = RunsArgument.DESCRIPTION)
    private String reference;

    @Mixin
    private RunsArgument runs;

    /**
     * Opens the run.
     *
     * @throws org.exeunt.api.error.ExeuntException if no run, or more than one, is meant, or it is not finished
     */
    public FinishedRun open() {
        return FinishedRun.open(runs.directory(reference));
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
