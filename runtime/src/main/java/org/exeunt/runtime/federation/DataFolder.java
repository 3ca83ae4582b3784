package org.exeunt.runtime.federation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Resolves the relative paths of a configuration. */
public final class DataFolder {
    /** The environment variable that names an alternative to the folder {@code data} of the working directory. */
    public static final String VARIABLE = "EXEUNT_DATA";

    private static final Path DATA = Path.of("data");

    private DataFolder() {}

    /**
     * Returns a path, resolved against the working directory. If it starts with {@code data} and does not exist there,
     * but exists below the folder that {@code EXEUNT_DATA} names, returns the latter.
     */
    public static Path resolve(Path workingDirectory, Path path) {
        return resolve(workingDirectory, path, System.getenv(VARIABLE));
    }

    static Path resolve(Path workingDirectory, Path path, String folder) {
        Path local = workingDirectory.resolve(path);
        return Optional.ofNullable(folder)
                .filter(named -> !named.isBlank() && path.startsWith(DATA) && !Files.exists(local))
                .map(named -> workingDirectory.resolve(named).resolve(DATA.relativize(path)))
                .filter(Files::exists)
                .orElse(local);
    }
}
