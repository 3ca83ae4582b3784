package org.exeunt.app.arguments;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.store.files.AtomicFile;
import picocli.CommandLine.Option;

/** The option {@code --output} of commands that write a new file for the user to edit. */
public final class NewFileArgument {
    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "File to create; an existing one is never overwritten (default: named in the working"
                    + " directory).")
    private Path file;

    /**
     * Returns the file to create.
     *
     * @throws ExeuntException CONFIG-07 if it exists or is within a run
     */
    public Path require(String defaultName) {
        Path target = file == null ? Path.of(defaultName) : file;
        OutputPath.requireOutsideRuns("--output", target);
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new ExeuntException(
                    Errors.CONFIG_07,
                    "%s exists already and is not overwritten; choose another file by --output.".formatted(target));
        }
        return target;
    }

    /**
     * Creates the file.
     *
     * @throws ExeuntException CONFIG-07 if it exists or is within a run; of category RESOURCE if it cannot be written
     */
    public Path write(String defaultName, String content) {
        Path target = require(defaultName);
        OutputPath.createParent(target);
        AtomicFile.write(target, content);
        return target;
    }
}
