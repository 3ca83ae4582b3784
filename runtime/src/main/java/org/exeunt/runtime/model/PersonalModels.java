package org.exeunt.runtime.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.runtime.store.codec.RuleFile;
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
        return "%s/client-%s.safetensors".formatted(FOLDER, client);
    }

    /** Returns the file name of the rule of a client's model, relative to the run's directory. */
    static String ruleName(ClientId client) {
        return "%s/client-%s.rule".formatted(FOLDER, client);
    }

    /** Returns whether a file of a run, given by its relative name, is a model. */
    static boolean isModel(String name) {
        return name.startsWith(FOLDER + "/") && name.endsWith(".safetensors");
    }

    /** Writes the model of a client, with the content of its {@link RuleFile} if it has a rule. */
    public void write(ClientId client, ParameterSet parameters, Optional<byte[]> rule) {
        String name = name(client);
        byte[] content = ModelFile.write(
                directory.resolve(name), new StoredModel(run, client, parameters, rule.map(Sha256::of)));
        written.add(FileChecksum.of(name, content));
        rule.ifPresent(bytes -> {
            AtomicFile.writeUnsynced(directory.resolve(ruleName(client)), out -> out.write(bytes));
            written.add(FileChecksum.of(ruleName(client), bytes));
        });
    }

    /** Flushes the names of all files to disk, and returns their checksums. */
    public List<FileChecksum> finish() {
        AtomicFile.syncFolder(directory.resolve(FOLDER));
        return List.copyOf(written);
    }
}
