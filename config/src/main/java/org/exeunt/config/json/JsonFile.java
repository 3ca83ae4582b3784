package org.exeunt.config.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/** Reads JSON files with comments, as strictly as the configuration of a run. */
public final class JsonFile {
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    private JsonFile() {}

    /**
     * Reads a file.
     *
     * @throws ExeuntException if the file does not exist, cannot be read, is not JSON, or has a
     *     repeated key
     */
    public static JsonNode read(Path file) {
        return JsonText.parse(file.toString(), content(file));
    }

    private static byte[] content(Path file) {
        if (Files.notExists(file)) {
            throw new ExeuntException(
                    Errors.CONFIG_03,
                    file + " does not exist. "
                            + Stream.of(file, Path.of("examples").resolve(file))
                                    .flatMap(path -> Stream.of(path, Path.of(path + ".json")))
                                    .filter(Files::isRegularFile)
                                    .map("Did you mean %s?"::formatted)
                                    .findFirst()
                                    .orElse(
                                            file.isAbsolute()
                                                    ? "Check the path."
                                                    : "Relative paths are resolved against the working directory."));
        }
        try (InputStream in = RegularFile.open(file)) {
            byte[] text = in.readNBytes(MAX_BYTES + 1);
            if (text.length > MAX_BYTES) {
                throw new ExeuntException(
                        Errors.CONFIG_05,
                        file + " is larger than 16 MiB, the limit of a configuration. Check that the path names a"
                                + " configuration.");
            }
            return text;
        } catch (IOException e) {
            throw new ExeuntException(
                    Errors.CONFIG_04,
                    "%s cannot be read: %s. Name a regular file that you may read."
                            .formatted(file, IoMessages.reason(e)),
                    e);
        }
    }
}
