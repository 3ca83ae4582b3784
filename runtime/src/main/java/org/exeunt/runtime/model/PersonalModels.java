package org.exeunt.runtime.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.runtime.store.codec.CompanionFile;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.runtime.store.codec.StoredModel;
import org.exeunt.runtime.store.files.AtomicFile;
import org.exeunt.runtime.store.files.FileChecksum;
import org.exeunt.runtime.store.files.OwnFiles;

/** Writes the personal models of a run, one file per client and one per rule, as the last evaluation returns them. */
public final class PersonalModels {
    private static final String FOLDER = "models";

    private final Path directory;
    private final String run;
    private final List<FileChecksum> written = new ArrayList<>();

    /**
     * Creates the folder of the models.
     *
     * @param directory of the run
     * @param run title of the run
     */
    public PersonalModels(Path directory, String run) {
        this.directory = directory;
        this.run = run;
        Path folder = directory.resolve(FOLDER);
        OwnFiles.attempt(folder, () -> Files.createDirectory(folder));
    }

    /** Returns the file name of a client's model, relative to the run's directory. */
    static String name(ClientId client) {
        return name(client, "safetensors");
    }

    /** Returns the file name of what belongs to a client's model, relative to the run's directory. */
    static String name(ClientId client, String kind) {
        return "%s/client-%s.%s".formatted(FOLDER, client, kind);
    }

    /** Returns whether a file of a run, given by its relative name, is a model. */
    static boolean isModel(String name) {
        return name.startsWith(FOLDER + "/") && name.endsWith(".safetensors");
    }

    /**
     * Writes the model of a client.
     *
     * @param companions contents of the {@link CompanionFile}s that belong to it, by the ends of their names
     */
    public void write(ClientId client, ParameterSet parameters, Map<String, byte[]> companions) {
        String name = name(client);
        Map<String, String> sums = new TreeMap<>();
        companions.forEach((kind, bytes) -> {
            FileChecksum sum = FileChecksum.of(name(client, kind), bytes);
            AtomicFile.writeUnsynced(directory.resolve(sum.name()), out -> out.write(bytes));
            sums.put(kind, sum.sha256());
            written.add(sum);
        });
        byte[] content = ModelFile.write(directory.resolve(name), new StoredModel(run, client, parameters, sums));
        written.add(FileChecksum.of(name, content));
    }

    /** Flushes the names of all files to disk, and returns their checksums. */
    public List<FileChecksum> finish() {
        AtomicFile.syncFolder(directory.resolve(FOLDER));
        return List.copyOf(written);
    }
}
