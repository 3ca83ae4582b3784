package org.exeunt.api.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.Experimental;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.params.ParameterSet;

/** A network to export, with the metadata that a program needs to use it without the run. Immutable. */
@Experimental
public final class ExportRequest {
    private final ParameterSet parameters;
    private final Optional<InputScaling> scaling;
    private final List<String> classNames;
    private final List<String> vocabulary;
    private final Map<String, String> origin;

    private ExportRequest(
            ParameterSet parameters,
            Optional<InputScaling> scaling,
            List<String> classNames,
            List<String> vocabulary,
            Map<String, String> origin) {
        this.parameters = parameters;
        this.scaling = scaling;
        this.classNames = List.copyOf(classNames);
        this.vocabulary = List.copyOf(vocabulary);
        this.origin = Collections.unmodifiableMap(new LinkedHashMap<>(origin));
    }

    /**
     * Returns a request without metadata.
     *
     * @param parameters values of all blocks
     */
    public static ExportRequest of(ParameterSet parameters) {
        return new ExportRequest(parameters, Optional.empty(), List.of(), List.of(), Map.of());
    }

    /** Returns this request with the scaling of inputs, which becomes part of the exported network. */
    public ExportRequest withScaling(InputScaling known) {
        return new ExportRequest(parameters, Optional.of(known), classNames, vocabulary, origin);
    }

    /** Returns this request with the names of the classes, in label order. */
    public ExportRequest withClassNames(List<String> names) {
        return new ExportRequest(parameters, scaling, names, vocabulary, origin);
    }

    /** Returns this request with the tokens of which inputs are the ids, in the order of their ids. */
    public ExportRequest withVocabulary(List<String> tokens) {
        return new ExportRequest(parameters, scaling, classNames, tokens, origin);
    }

    /**
     * Returns this request with the origin of the network.
     *
     * @param values by name, such as {@code run} or {@code client}
     */
    public ExportRequest withOrigin(Map<String, String> values) {
        return new ExportRequest(parameters, scaling, classNames, vocabulary, values);
    }

    /** Returns the values of all blocks. */
    public ParameterSet parameters() {
        return parameters;
    }

    /** Returns the scaling of raw inputs; empty if unknown, so that the exported network expects scaled inputs. */
    public Optional<InputScaling> scaling() {
        return scaling;
    }

    /** Returns the names of the classes, in label order; empty if unknown. */
    public List<String> classNames() {
        return classNames;
    }

    /** Returns the tokens in the order of their ids; empty if inputs are no token ids, or the tokens are unknown. */
    public List<String> vocabulary() {
        return vocabulary;
    }

    /** Returns the origin of the network by name, in the order of {@link #withOrigin}. */
    public Map<String, String> origin() {
        return origin;
    }
}
