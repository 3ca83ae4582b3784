package org.exeunt.runtime.federation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;

/** The folder of data sets, and the paths of data in a configuration. */
public final class DataFolder {
    /** The environment variable that names the folder of data sets. */
    public static final String VARIABLE = "EXEUNT_DATA";

    private static final Path DATA = Path.of("data");

    private DataFolder() {}

    /** Returns the folder of data sets: the one that {@code EXEUNT_DATA} names, otherwise {@code data}. */
    public static Path folder() {
        return named(System.getenv(VARIABLE)).orElse(DATA);
    }

    private static Optional<Path> named(String folder) {
        return Optional.ofNullable(folder).filter(name -> !name.isBlank()).map(Path::of);
    }

    /**
     * Returns a path, resolved against the working directory. A relative path that does not exist there but in the
     * folder that {@code EXEUNT_DATA} names, without a leading {@code data}, is resolved against the latter.
     *
     * @throws ExeuntException if the path does not exist, nor the folder that {@code EXEUNT_DATA} names
     */
    public static Path resolve(Path workingDirectory, Path path) {
        return resolve(workingDirectory, path, System.getenv(VARIABLE));
    }

    static Path resolve(Path workingDirectory, Path path, String folder) {
        Path local = workingDirectory.resolve(path);
        if (path.isAbsolute() || Files.exists(local)) {
            return local;
        }
        named(folder).map(workingDirectory::resolve).filter(Files::notExists).ifPresent(missing -> {
            throw new ExeuntException(
                    Errors.DATA_10,
                    "%s does not exist here, nor does the folder %s that %s names. Correct or unset the variable."
                            .formatted(path, missing, VARIABLE));
        });
        Path inFolder = path.startsWith(DATA) ? DATA.relativize(path) : path;
        return named(folder)
                .map(named -> workingDirectory.resolve(named).resolve(inFolder))
                .filter(Files::exists)
                .orElse(local);
    }
}
