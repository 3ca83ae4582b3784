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
 * Computes and writes the personal models of all clients after the last round, one after the other on one network.
 *
 * @param clients of the federation
 * @param runner computes the models
 * @param tasks the evaluation task of a client
 */
public record PersonalModels(List<Client> clients, LocalClientRunner runner, Function<ClientId, ClientTask> tasks) {
    private static final String FOLDER = "models";

    /** Returns the file name of a client's model, relative to the run's directory. */
    static String name(ClientId client) {
        return "%s/client-%s.model".formatted(FOLDER, client);
    }

    /**
     * Writes the models of all clients below a directory, and returns the checksums of the files.
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
                    "%s cannot be created: %s. Check the free space and the permissions."
                            .formatted(folder, IoMessages.of(e)),
                    e);
        }
        try (Network network = runner.openNetwork()) {
            for (Client client : clients) {
                String name = name(client.id());
                ParameterSet parameters = runner.personalModel(tasks.apply(client.id()), network);
                byte[] content =
                        ModelFile.write(directory.resolve(name), new StoredModel(run, client.id(), parameters));
                written.add(FileChecksum.of(name, content));
            }
        }
        AtomicFile.syncFolder(folder);
        return written;
    }
}
