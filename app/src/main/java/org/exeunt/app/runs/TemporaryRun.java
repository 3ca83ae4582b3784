package org.exeunt.app.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.run.RunResult;
import org.exeunt.runtime.store.files.OwnFiles;

/** A run in a temporary folder, which is deleted when it is closed. */
public final class TemporaryRun implements AutoCloseable {
    /** An interval between checkpoints, which nothing could resume from. */
    private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final Path folder;

    /**
     * Creates the folder, with a name that starts with {@code prefix}.
     *
     * @throws ExeuntException of category RESOURCE if it cannot be created
     */
    public TemporaryRun(String prefix) {
        try {
            folder = Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new ExeuntException(
                    Errors.RESOURCE_21,
                    ("A temporary folder cannot be created in %s: %s. Name another by"
                                    + " EXEUNT_JAVA_OPTS=-Djava.io.tmpdir=DIR.")
                            .formatted(System.getProperty("java.io.tmpdir"), IoMessages.of(e)),
                    e);
        }
    }

    /**
     * Executes the run, without checkpoints, and without the trackers of its configuration: a server must not record it
     * twice.
     *
     * @param options returns the options with changes
     * @throws ExeuntException as {@link Run#execute}, of category STOPPED with a message that does not promise to
     *     resume
     */
    public RunResult execute(RunConfig config, PluginRegistry registry, UnaryOperator<RunOptions> options) {
        try {
            return Run.execute(
                    config,
                    registry,
                    options.apply(RunOptions.onDisk(Path.of(""), folder, System::nanoTime)
                            .withCheckpoints(NEVER)
                            .withoutConfiguredTrackers()));
        } catch (ExeuntException e) {
            if (e.code().category() != ErrorCategory.STOPPED) {
                throw e;
            }
            throw new ExeuntException(
                    e.code(), "Stopped on request. Nothing is kept; the same command starts over.", e);
        }
    }

    @Override
    public void close() {
        OwnFiles.delete(folder);
    }
}
