package org.exeunt.runtime.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * The files of a finished run with their checksums: {@code manifest.json}, which is written last, so that a directory that has it is complete.
 *
 * <p>Every file is held against it before it is read: what was altered, or belongs to another run, is refused by name. Not in it are {@code
 * timings.csv}, so that equal runs have equal manifests, and {@code report.html}, which is made of the other files and may be made again.
 */
public final class Manifest {
    static final String FILE = "manifest.json";
    private static final int SCHEMA = 1;

    private final Path directory;
    private final String run;
    private final SortedMap<String, FileChecksum> files;

    private record Content(int schemaVersion, String run, List<FileChecksum> files) {
        Content {
            files = List.copyOf(files);
            if (files.stream().map(FileChecksum::name).distinct().count() != files.size()) {
                throw new IllegalArgumentException("a file is named twice");
            }
        }
    }

    private Manifest(Path directory, Content content) {
        this.directory = directory;
        this.run = content.run();
        this.files = new TreeMap<>();
        content.files().forEach(file -> files.put(file.name(), file));
    }

    /** Writes the manifest of a run whose other files are on disk. */
    static void write(Path directory, String run, List<FileChecksum> files) {
        List<FileChecksum> sorted =
                files.stream().sorted(Comparator.comparing(FileChecksum::name)).toList();
        AtomicFile.write(directory.resolve(FILE), new RecordJson().pretty(new Content(SCHEMA, run, sorted)));
    }

    /**
     * Reads the manifest of a finished run.
     *
     * @throws ExeuntException DATA-23 if there is no finished run, naming those next to it, or if the file is not what a run writes
     */
    public static Manifest read(Path directory) {
        Path file = directory.resolve(FILE);
        if (Files.notExists(file)) {
            throw RecordErrors.noRun(directory, RunSuggestions.instead(directory));
        }
        try {
            return new Manifest(directory, new RecordJson().read(RecordText.of(file), Content.class));
        } catch (JsonProcessingException e) {
            throw RecordErrors.unreadable(file, e.getOriginalMessage(), e);
        }
    }

    /** Returns the title of the run: its name and hash. */
    public String run() {
        return run;
    }

    /** Returns the names of all files of the run, below its directory, but of the manifest itself. */
    public List<String> names() {
        return List.copyOf(files.keySet());
    }

    /**
     * Returns where a file is, which holds what the run wrote.
     *
     * @param name below the run's directory
     * @throws ExeuntException DATA-29 if it does not, or the run wrote no file of that name
     */
    public Path file(String name) {
        Path file = directory.resolve(name);
        difference(name).ifPresent(difference -> {
            throw RecordErrors.notWritten(file, difference);
        });
        return file;
    }

    /**
     * Returns in what a file differs from what the run wrote, as the middle of a sentence; empty if it does not.
     *
     * @param name below the run's directory
     */
    public Optional<String> difference(String name) {
        FileChecksum written = files.get(name);
        if (written == null) {
            return Optional.of("is not named");
        }
        try {
            return written.difference(directory.resolve(name));
        } catch (IOException e) {
            return Optional.of("cannot be read: " + IoMessages.of(e));
        }
    }
}
