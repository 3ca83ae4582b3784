package org.exeunt.runtime.federation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the files that relative paths of a configuration name. */
public final class DataFolder {
    /** The environment variable with the folder that stands for {@code data} where that is not at hand. */
    public static final String VARIABLE = "EXEUNT_DATA";

    private static final Path DATA = Path.of("data");

    private DataFolder() {}

    /**
     * Returns a path below the working directory; if it begins with {@code data}, is not there, and is there below the folder that
     * {@code EXEUNT_DATA} names, the one there.
     */
    public static Path resolve(Path workingDirectory, Path path) {
        return resolve(workingDirectory, path, System.getenv(VARIABLE));
    }

    static Path resolve(Path workingDirectory, Path path, String folder) {
        Path usual = workingDirectory.resolve(path);
        return Optional.ofNullable(folder)
                .filter(named -> !named.isBlank() && path.startsWith(DATA) && !Files.exists(usual))
                .map(named -> workingDirectory.resolve(named).resolve(DATA.relativize(path)))
                .filter(Files::exists)
                .orElse(usual);
    }
}
