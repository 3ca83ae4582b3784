package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

/** Reads JSON files with comments, as strictly as the configuration of a run. */
public final class JsonFile {
    private JsonFile() {}

    /**
     * Reads a file.
     *
     * @throws org.exeunt.api.error.ExeuntException if the file does not exist, cannot be read, is not JSON, or has a
     *     repeated key
     */
    public static JsonNode read(Path file) {
        return JsonText.parse(file.toString(), ConfigFile.read(file));
    }
}
