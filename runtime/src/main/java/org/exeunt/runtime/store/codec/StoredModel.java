package org.exeunt.runtime.store.codec;

import java.util.Optional;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.ParameterSet;

/**
 * A client's personal model in a file.
 *
 * @param run title of the run: its name and hash
 * @param client owner of the model
 * @param parameters values of all blocks of their layout
 * @param rule SHA-256 of the file of its rule; empty if it has none
 */
public record StoredModel(String run, ClientId client, ParameterSet parameters, Optional<String> rule) {
    public StoredModel {
        if (!parameters.blocks().equals(parameters.layout().all())) {
            throw new IllegalArgumentException("a model must contain all blocks of a network; missing: "
                    + parameters.layout().all().minus(parameters.blocks()));
        }
    }
}
