package org.exeunt.runtime.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.runtime.client.LocalClientRunner;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.store.AtomicFile;
import org.exeunt.runtime.store.FileChecksum;
import org.exeunt.runtime.store.ModelFile;
import org.exeunt.runtime.store.codec.StoredModel;

/**
 * Every client's personal model after the last round, composed on one network, client after client.
 *
 * @param clients whose models
 * @param work composes them
 * @param tasks the evaluation task of a client
 */
public record PersonalModels(List<Client> clients, LocalClientRunner work, Function<ClientId, ClientTask> tasks) {
    private static final String FOLDER = "models";

    /** Returns the name of a client's model below a run's directory. */
    static String name(ClientId client) {
        return "%s/client-%s.model".formatted(FOLDER, client);
    }

    /**
     * Writes every client's model below a directory, and returns the checksums of the files.
     *
     * @param run title of the run
     */
    public List<FileChecksum> write(Path directory, String run) {
        Path folder = directory.resolve(FOLDER);
        List<FileChecksum> written = new ArrayList<>();
        try {
            Files.createDirectory(folder);
        } catch (IOException e) {
            throw new ExeuntException(
                    ErrorCategory.RESOURCE.code(21),
                    "%s cannot be made: %s. Check space and rights of the disk.".formatted(folder, IoMessages.of(e)),
                    e);
        }
        try (Network network = work.openNetwork()) {
            for (Client client : clients) {
                String name = name(client.id());
                ParameterSet parameters = work.personalModel(tasks.apply(client.id()), network);
                byte[] content =
                        ModelFile.place(directory.resolve(name), new StoredModel(run, client.id(), parameters));
                written.add(FileChecksum.of(name, content));
            }
        }
        AtomicFile.syncNames(folder);
        return written;
    }
}
