package org.exeunt.runtime.store.records;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.store.codec.RecordJson;
import org.exeunt.runtime.store.files.AtomicFile;
import org.exeunt.runtime.store.files.FileChecksum;
import org.exeunt.runtime.store.files.RecordErrors;

/**
 * The files of a finished run with their checksums: {@code manifest.json}. It is written last, so that a directory with
 * a manifest is complete.
 *
 * <p>Every file is verified against the manifest before it is read; a file that was modified or belongs to another run
 * is rejected by name. {@code timings.csv} and {@code executor.csv} are not listed, so that equal runs have equal
 * manifests, nor is {@code report.html}, which can be created again from the other files.
 *
 * @param directory of the run
 * @param run title of the run: its name and hash
 * @param files by their names, relative to the directory
 */
public record Manifest(Path directory, String run, SortedMap<String, FileChecksum> files) {
    public static final String FILE = "manifest.json";
    private static final int SCHEMA = 3;
    private static final String UNLISTED = "is not listed";

    private record Content(int schemaVersion, String run, List<FileChecksum> files) {
        Content {
            files = List.copyOf(files);
            if (files.stream().map(FileChecksum::name).distinct().count() != files.size()) {
                throw new IllegalArgumentException("a file is named twice");
            }
        }
    }

    /** Writes the manifest of a run, after its other files were flushed to disk. */
    static void write(Path directory, String run, List<FileChecksum> files) {
        List<FileChecksum> sorted =
                files.stream().sorted(Comparator.comparing(FileChecksum::name)).toList();
        AtomicFile.write(directory.resolve(FILE), new RecordJson().pretty(new Content(SCHEMA, run, sorted)));
    }

    /**
     * Reads the manifest of a finished run.
     *
     * @throws ExeuntException DATA-23 if the directory contains no finished run, or the file is invalid
     */
    public static Manifest read(Path directory) {
        Path file = directory.resolve(FILE);
        if (Files.notExists(file)) {
            throw RecordErrors.noRun(directory);
        }
        Content content = new RecordJson().read(file, Content.class, SCHEMA);
        SortedMap<String, FileChecksum> files = new TreeMap<>();
        content.files().forEach(each -> files.put(each.name(), each));
        return new Manifest(directory, content.run(), files);
    }

    /** Returns whether the manifest of a run is that of another version of Exeunt. */
    public static boolean isOfOtherVersion(Path directory) {
        try {
            JsonNode content = new RecordJson().read(directory.resolve(FILE), JsonNode.class);
            return content.path("schema-version").asInt(SCHEMA) != SCHEMA;
        } catch (ExeuntException e) {
            return false; // damaged or absent
        }
    }

    /**
     * Returns the path of a file after verifying it.
     *
     * @param name relative to the run's directory
     * @throws ExeuntException DATA-29 if the file was modified, or the run wrote no file of that name
     */
    public Path file(String name) {
        Path file = directory.resolve(name);
        difference(name).ifPresent(difference -> {
            throw RecordErrors.notAsWritten(file, difference);
        });
        return file;
    }

    /**
     * Returns the SHA-256 of a file as the run wrote it, without reading it.
     *
     * @param name relative to the run's directory
     * @throws ExeuntException DATA-29 if the run wrote no file of that name
     */
    public String sha256(String name) {
        FileChecksum written = files.get(name);
        if (written == null) {
            throw RecordErrors.notAsWritten(directory.resolve(name), UNLISTED);
        }
        return written.sha256();
    }

    /**
     * Returns how a file differs from the one that the run wrote, as the predicate of a sentence; empty if it does not.
     *
     * @param name relative to the run's directory
     */
    public Optional<String> difference(String name) {
        FileChecksum written = files.get(name);
        return written == null ? Optional.of(UNLISTED) : written.difference(directory.resolve(name));
    }

    /**
     * Checks that all files of the run exist with their lengths, without reading them.
     *
     * @throws ExeuntException DATA-29 if a file is missing or has another length
     */
    public void requireFiles() {
        files.forEach((name, written) -> {
            Path file = directory.resolve(name);
            written.differenceOfLength(file).ifPresent(difference -> {
                throw RecordErrors.notAsWritten(file, difference);
            });
        });
    }
}
