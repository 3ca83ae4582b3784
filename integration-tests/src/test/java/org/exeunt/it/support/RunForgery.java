package org.exeunt.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.runtime.store.codec.RecordJson;
import org.exeunt.runtime.store.codec.StoredModel;
import org.exeunt.runtime.store.files.FileChecksum;
import org.exeunt.runtime.store.identity.Provenance;
import org.exeunt.runtime.store.identity.RunIdentity;

/** Updates the checksums of an altered run, so that tests reach the checks behind them. */
public final class RunForgery {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RunForgery() {}

    /** Updates the checksums in the manifest. */
    public static void updateChecksums(Path run) throws IOException {
        ObjectNode manifest = read(run, "manifest.json");
        for (JsonNode entry : manifest.get("files")) {
            Path file = run.resolve(entry.get("name").textValue());
            if (Files.isRegularFile(file)) {
                FileChecksum sum = FileChecksum.of(entry.get("name").textValue(), Files.readAllBytes(file));
                ((ObjectNode) entry).put("bytes", sum.bytes()).put("sha256", sum.sha256());
            }
        }
        write(run, "manifest.json", manifest);
    }

    /** Updates the run identity in summary, models and manifest to match configuration and provenance. */
    public static void updateIdentity(Path run) throws IOException {
        updateChecksums(run);
        FinishedRun altered = FinishedRun.open(run);
        Provenance provenance = altered.provenance();
        RunIdentity identity = RunIdentity.of(
                altered.outline().name(),
                altered.configuration(),
                provenance.code(),
                provenance.data(),
                provenance.optionFiles());
        write(run, "summary.json", read(run, "summary.json").put("hash", identity.hash()));
        ObjectNode manifest = read(run, "manifest.json").put("run", identity.title());
        write(run, "manifest.json", manifest);
        for (JsonNode entry : manifest.get("files")) {
            Path file = run.resolve(entry.get("name").textValue());
            if (file.toString().endsWith(".safetensors")) {
                StoredModel model = ModelFile.read(file);
                ModelFile.write(
                        file,
                        new StoredModel(identity.title(), model.client(), model.parameters(), model.companions()));
            }
        }
        updateChecksums(run);
    }

    private static ObjectNode read(Path run, String name) throws IOException {
        return (ObjectNode) JSON.readTree(run.resolve(name).toFile());
    }

    private static void write(Path run, String name, JsonNode content) throws IOException {
        Files.writeString(run.resolve(name), new RecordJson().pretty(content));
    }
}
