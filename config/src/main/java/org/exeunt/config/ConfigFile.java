package org.exeunt.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.config.plugins.NearMiss;

/** Reads the bytes of a configuration file. */
final class ConfigFile {
    static final int MAX_BYTES = 16 * 1024 * 1024;

    private ConfigFile() {}

    static byte[] read(Path file) {
        if (Files.isDirectory(file)) {
            throw failure(ConfigErrors.UNREADABLE_FILE, file, "is a directory. " + filesIn(file));
        }
        if (Files.notExists(file)) {
            throw failure(ConfigErrors.MISSING_FILE, file, "does not exist. " + nearMiss(file));
        }
        if (!Files.isRegularFile(file)) {
            throw failure(
                    ConfigErrors.UNREADABLE_FILE,
                    file,
                    "is a pipe, device or socket; expected a regular file. Save the configuration in a regular file.");
        }
        try (InputStream in = RegularFile.open(file)) {
            byte[] text = in.readNBytes(MAX_BYTES + 1);
            if (text.length > MAX_BYTES) {
                throw failure(
                        ConfigErrors.OVERSIZED,
                        file,
                        "is larger than 16 MiB, the limit of a configuration. Check that the path names a "
                                + "configuration.");
            }
            return text;
        } catch (IOException e) {
            throw new ExeuntException(
                    ConfigErrors.UNREADABLE_FILE,
                    "%s cannot be read: %s. Check its permissions.".formatted(file, IoMessages.reason(e)),
                    e);
        }
    }

    private static ExeuntException failure(ErrorCode code, Path file, String what) {
        return new ExeuntException(code, file + " " + what);
    }

    private static String filesIn(Path directory) {
        List<String> names =
                names(directory).stream().filter(name -> name.endsWith(".json")).toList();
        return names.isEmpty()
                ? "Give the path of a file."
                : "Give the path of a file in it: " + String.join(", ", names) + ".";
    }

    private static String nearMiss(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        return NearMiss.of(String.valueOf(file.getFileName()), names(directory))
                .map(name -> "Did you mean '" + name + "'?")
                .orElse(
                        file.isAbsolute()
                                ? "Check the path."
                                : "Relative paths are resolved against the working directory.");
    }

    private static List<String> names(Path directory) {
        if (directory == null) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .sorted()
                    .limit(1000)
                    .toList();
        } catch (IOException e) {
            return List.of(); // the names are only used for a hint
        }
    }
}
