package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

/** A JSON file with comments, read as strictly as the configuration of a run. */
public final class JsonFile {
    private JsonFile() {}

    /**
     * Reads a file.
     *
     * @throws org.exeunt.api.error.ExeuntException if there is none, it cannot be read, is not JSON, or gives a key twice
     */
    public static JsonNode read(Path file) {
        JsonText.Parsed parsed = JsonText.parse(file.toString(), ConfigFile.read(file));
        if (!parsed.repeated().isEmpty()) {
            throw ProblemReport.of(file.toString(), parsed.repeated());
        }
        return parsed.root();
    }
}
