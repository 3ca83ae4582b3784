package org.exeunt.runtime.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.runtime.store.codec.StoredModel;
import org.exeunt.runtime.store.files.AtomicFile;
import org.exeunt.runtime.store.files.FileChecksum;
import org.exeunt.runtime.store.files.OwnFiles;

/** Writes the personal models of a run, one file per client, as the last evaluation returns them. */
public final class PersonalModels {
    private static final String FOLDER = "models";

    private final Path directory;
    private final String run;
    private final SortedMap<ClientId, FileChecksum> written = new TreeMap<>();

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
        return "%s/client-%s.safetensors".formatted(FOLDER, client);
    }

    /** Returns whether a file of a run, given by its relative name, is a model. */
    static boolean isModel(String name) {
        return name.startsWith(FOLDER + "/");
    }

    /** Writes the model of a client. */
    public void write(ClientId client, ParameterSet parameters) {
        String name = name(client);
        byte[] content = ModelFile.write(directory.resolve(name), new StoredModel(run, client, parameters));
        written.put(client, FileChecksum.of(name, content));
    }

    /** Flushes the names of all files to disk, and returns their checksums in client order. */
    public List<FileChecksum> finish() {
        AtomicFile.syncFolder(directory.resolve(FOLDER));
        return List.copyOf(written.values());
    }
}
