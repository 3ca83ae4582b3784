package org.exeunt.runtime.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.network.Network;
import org.exeunt.api.round.ClientTask;
import org.exeunt.runtime.model.ModelFile;
import org.exeunt.runtime.record.WholeFile;

/**
 * Every client's personal model after the last round, composed on one network, client after client.
 *
 * @param clients whose models
 * @param work composes them
 * @param tasks the evaluation task of a client
 */
record PersonalModels(List<Client> clients, FederationWork work, Function<ClientId, ClientTask> tasks) {

    /** Returns where a run's directory has the model of a client. */
    static Path place(Path directory, ClientId client) {
        return folder(directory).resolve("client-" + client + ".model");
    }

    private static Path folder(Path directory) {
        return directory.resolve("models");
    }

    /** Writes {@code models/client-<index>.model} below a directory, and returns the folder. */
    Path write(Path directory) {
        Path folder = folder(directory);
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
                ModelFile.place(place(directory, client.id()), work.personalModel(tasks.apply(client.id()), network));
            }
        }
        WholeFile.syncNames(folder);
        return folder;
    }
}
