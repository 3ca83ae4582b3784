package org.exeunt.runtime.store.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.exeunt.runtime.store.codec.RecordJson;
import org.exeunt.runtime.store.files.RecordText;

/**
 * The numbers of examples of each class on each client, with the clients' owners, modalities, devices and inputs:
 * {@code class-distribution.json}.
 *
 * @param schemaVersion of this file
 * @param classes names, in label order
 * @param clients in client order, new clients last; not copied, so that they can be created when they are accessed
 */
public record ClassDistribution(int schemaVersion, List<String> classes, List<ClientCounts> clients) {
    private static final int SCHEMA = 1;

    /**
     * The numbers of examples of one client, for each class in label order.
     *
     * @param client index of the client
     * @param owner of all its examples; null if it has none or several
     * @param modalities names of the modalities that the client has; null if the run does not configure modalities
     * @param tier of the client's device; null if it has none
     * @param shift how its inputs differ from those of the data set; null if the run does not configure this
     */
    public record ClientCounts(
            int client,
            @JsonInclude(JsonInclude.Include.NON_NULL) String owner,
            List<Integer> train,
            List<Integer> validation,
            List<Integer> test,
            @JsonInclude(JsonInclude.Include.NON_NULL) List<String> modalities,
            @JsonInclude(JsonInclude.Include.NON_NULL) String tier,
            @JsonInclude(JsonInclude.Include.NON_NULL) String shift) {
        public ClientCounts {
            train = List.copyOf(train);
            validation = List.copyOf(validation);
            test = List.copyOf(test);
        }

        /** Returns these counts with the modalities, tier and inputs of the client, null for none. */
        public ClientCounts with(List<String> names, String device, String inputs) {
            return new ClientCounts(client, owner, train, validation, test, names, device, inputs);
        }
    }

    public ClassDistribution {
        classes = List.copyOf(classes);
        clients = Collections.unmodifiableList(clients);
    }

    /**
     * Reads the file of a run.
     *
     * @throws org.exeunt.api.error.ExeuntException of category DATA if it is missing or invalid
     */
    public static ClassDistribution read(Path file) {
        return RecordText.read(file, text -> new RecordJson().read(text, ClassDistribution.class));
    }

    /** Returns the distribution of the first clients, at most {@code count}. */
    public ClassDistribution first(int count) {
        return new ClassDistribution(schemaVersion, classes, clients.subList(0, Math.min(count, clients.size())));
    }

    /** Creates the distribution of a run. */
    public ClassDistribution(List<String> classes, List<ClientCounts> clients) {
        this(SCHEMA, classes, clients);
    }
}
