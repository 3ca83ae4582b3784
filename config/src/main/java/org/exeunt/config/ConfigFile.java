package org.exeunt.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/** Reads the bytes of a configuration file. */
final class ConfigFile {
    static final int MAX_BYTES = 16 * 1024 * 1024;

    private ConfigFile() {}

    static byte[] read(Path file) {
        if (Files.notExists(file)) {
            throw new ExeuntException(
                    ConfigErrors.MISSING_FILE,
                    file + " does not exist. "
                            + (file.isAbsolute()
                                    ? "Check the path."
                                    : "Relative paths are resolved against the working directory."));
        }
        try (InputStream in = RegularFile.open(file)) {
            byte[] text = in.readNBytes(MAX_BYTES + 1);
            if (text.length > MAX_BYTES) {
                throw new ExeuntException(
                        ConfigErrors.OVERSIZED,
                        file + " is larger than 16 MiB, the limit of a configuration. Check that the path names a"
                                + " configuration.");
            }
            return text;
        } catch (IOException e) {
            throw new ExeuntException(
                    ConfigErrors.UNREADABLE_FILE,
                    "%s cannot be read: %s. Name a regular file that you may read."
                            .formatted(file, IoMessages.reason(e)),
                    e);
        }
    }
}
