package org.exeunt.app.runs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.exeunt.api.data.RegularFile;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.StoredRun;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.runtime.store.codec.RecordJson;
import org.exeunt.runtime.store.codec.StoredModel;
import org.exeunt.runtime.store.files.OwnFiles;
import org.exeunt.runtime.store.records.Manifest;

/**
 * Compares the files of a run, byte by byte, with those of its repetition and with its own manifest.
 *
 * <p>Not compared, because they may differ between two runs with equal results: times; the machine and the checksums of
 * code in {@code provenance.json}; the hash of the run, which depends on these; warnings of a stop, a damaged
 * checkpoint or another machine. A page that differs is noted, because other versions write other pages of the same
 * results.
 *
 * @param differences a line for each file that differs
 * @param notes differences and additional files that do not affect the results
 */
public record RunComparison(List<String> differences, List<String> notes) {
    private static final String PAGE = "report.html";
    private static final Set<String> UNCOMPARED = Set.of(PAGE, "manifest.json", "timings.csv", "executor.csv");

    /** The keys whose values may differ, by file. */
    private static final Map<String, List<String>> VARYING = Map.of(
            "outline.json", List.of("warnings"),
            "summary.json", List.of("hash", "warnings"),
            "provenance.json", List.of("machine", "code"));

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Compares two directories of finished runs.
     *
     * @param registry with the plugins of the run
     * @throws ExeuntException if a file cannot be read
     */
    public static RunComparison of(FinishedRun run, FinishedRun repetition, PluginRegistry registry) {
        RunComparison comparison = new RunComparison(new ArrayList<>(), new ArrayList<>());
        return OwnFiles.read(run.directory(), () -> {
            comparison.compare(run, run.directory().toRealPath(), repetition, registry);
            return comparison;
        });
    }

    private void compare(FinishedRun finished, Path run, FinishedRun repetition, PluginRegistry registry)
            throws IOException {
        Manifest recorded = finished.manifest();
        Set<String> names = new TreeSet<>(recorded.files().keySet());
        names.addAll(repetition.manifest().files().keySet());
        for (String name : names) {
            Optional<String> difference = OwnFiles.read(
                    run.resolve(name),
                    () -> difference(
                            name, run.resolve(name), repetition.directory().resolve(name)));
            String altered = recorded.difference(name)
                    .filter(found -> Files.exists(run.resolve(name)))
                    .map(" (changed after the run: it %s)"::formatted)
                    .orElse("");
            if (difference.isPresent() || !altered.isEmpty()) {
                differences.add("%s: %s%s".formatted(name, difference.orElse("is not what the run wrote"), altered));
            }
        }
        if (differences.isEmpty() && Files.exists(run.resolve(PAGE))) {
            String written = Files.readString(run.resolve(PAGE));
            if (!written.equals(RunReport.html(finished, registry, note -> {}))) {
                notes.add(PAGE
                        + " is not the page of this run that this version writes: it was altered or is of another"
                        + " version; 'exeunt report' writes it again");
            }
        }
        StoredRun.at(run).files().keySet().stream()
                .filter(name -> !names.contains(name) && !UNCOMPARED.contains(name))
                .forEach(name -> notes.add(name + " is not a file of the run"));
    }

    private Optional<String> difference(String name, Path recorded, Path repeated) throws IOException {
        if (!Files.exists(recorded) || !Files.exists(repeated)) {
            return Optional.of("only %s has it".formatted(Files.exists(recorded) ? "the run" : "the repetition"));
        }
        RegularFile.require(recorded);
        long position = Files.mismatch(recorded, repeated);
        boolean equal = position < 0
                || name.startsWith("models/") && name.endsWith(".safetensors") && isEqualModel(recorded, repeated)
                || VARYING.containsKey(name) && isEqualBut(VARYING.get(name), recorded, repeated);
        return equal ? Optional.empty() : Optional.of("differs from byte %,d on".formatted(position));
    }

    private static boolean isEqualModel(Path recorded, Path repeated) {
        try {
            StoredModel one = ModelFile.read(recorded);
            StoredModel other = ModelFile.read(repeated);
            return one.equals(new StoredModel(one.run(), other.client(), other.parameters(), other.companions()));
        } catch (ExeuntException e) {
            return false; // damaged, so not equal
        }
    }

    /** Returns whether a file has the bytes of its repetition but for the values of some keys, which are noted. */
    private boolean isEqualBut(List<String> keys, Path recorded, Path repeated) throws IOException {
        ObjectNode one;
        ObjectNode other;
        try {
            one = JSON.readValue(recorded.toFile(), ObjectNode.class);
            other = JSON.readValue(repeated.toFile(), ObjectNode.class);
        } catch (JsonProcessingException e) {
            return false; // damaged, so not equal
        }
        for (String key : keys) {
            JsonNode value = one.get(key);
            if (!other.replace(key, value).equals(value)) {
                notes.add("%s: '%s' differs".formatted(recorded.getFileName(), key));
            }
        }
        byte[] expected = new RecordJson().pretty(other).getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(expected, Files.readAllBytes(recorded));
    }
}
