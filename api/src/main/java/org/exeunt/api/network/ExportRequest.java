package org.exeunt.api.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.Experimental;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.params.ParameterSet;

/**
 * A network to export, with the metadata that a program needs to use it without the run. Immutable.
 *
 * @param parameters values of all blocks
 * @param scaling scaling of raw inputs, which becomes part of the exported network; empty if unknown: the exported
 *     network then expects scaled inputs
 * @param classNames names of the classes, in label order; empty if unknown
 * @param vocabulary tokens in the order of their ids; empty if inputs are no token ids, or the tokens are unknown
 * @param rule the personal rule of the model; empty if it has none
 * @param exitRule that decides where an input leaves, for formats that contain one
 * @param origin origin of the network by name, such as {@code run} or {@code client}, in the order to write
 */
@Experimental
public record ExportRequest(
        ParameterSet parameters,
        Optional<InputScaling> scaling,
        List<String> classNames,
        List<String> vocabulary,
        Optional<PersonalRule> rule,
        Optional<ExitRule> exitRule,
        Map<String, String> origin) {
    public ExportRequest {
        classNames = List.copyOf(classNames);
        vocabulary = List.copyOf(vocabulary);
        origin = Collections.unmodifiableMap(new LinkedHashMap<>(origin));
    }

    /** Returns a request without metadata. */
    public static ExportRequest of(ParameterSet parameters) {
        return new ExportRequest(
                parameters, Optional.empty(), List.of(), List.of(), Optional.empty(), Optional.empty(), Map.of());
    }
}
