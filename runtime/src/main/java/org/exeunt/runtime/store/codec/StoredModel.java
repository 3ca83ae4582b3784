package org.exeunt.runtime.store.codec;

import java.util.Map;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.ParameterSet;

/**
 * A client's personal model in a file.
 *
 * @param run title of the run: its name and hash
 * @param client owner of the model
 * @param parameters values of all blocks of their layout
 * @param companions SHA-256 of the files that belong to it, by the end of their names: {@link #RULE} or {@link
 *     #CALIBRATION}
 */
public record StoredModel(String run, ClientId client, ParameterSet parameters, Map<String, String> companions) {
    /** The end of the name of the file of a personal rule. */
    public static final String RULE = "rule";

    /** The end of the name of the file of predictions on validation examples. */
    public static final String CALIBRATION = "calibration";

    public StoredModel {
        if (!parameters.blocks().equals(parameters.layout().all())) {
            throw new IllegalArgumentException("a model must contain all blocks of a network; missing: "
                    + parameters.layout().all().minus(parameters.blocks()));
        }
    }
}
