package org.exeunt.api.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.Experimental;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.params.ParameterSet;

/** A network to be exported, and what a program that knows nothing of the run needs to use it. Immutable. */
@Experimental
public final class ExportRequest {
    private final ParameterSet parameters;
    private final Optional<InputScaling> scaling;
    private final List<String> classNames;
    private final Map<String, String> origin;

    private ExportRequest(
            ParameterSet parameters,
            Optional<InputScaling> scaling,
            List<String> classNames,
            Map<String, String> origin) {
        this.parameters = parameters;
        this.scaling = scaling;
        this.classNames = List.copyOf(classNames);
        this.origin = Collections.unmodifiableMap(new LinkedHashMap<>(origin));
    }

    /** Returns a request that knows nothing but the values of all blocks. */
    public static ExportRequest of(ParameterSet parameters) {
        return new ExportRequest(parameters, Optional.empty(), List.of(), Map.of());
    }

    /** Returns this request with the scaling of inputs, which becomes a part of what is exported. */
    public ExportRequest withScaling(InputScaling known) {
        return new ExportRequest(parameters, Optional.of(known), classNames, origin);
    }

    /** Returns this request with the names of the classes, in label order. */
    public ExportRequest withClassNames(List<String> names) {
        return new ExportRequest(parameters, scaling, names, origin);
    }

    /** Returns this request with where the network comes from: values by name, such as {@code run} or {@code client}. */
    public ExportRequest withOrigin(Map<String, String> values) {
        return new ExportRequest(parameters, scaling, classNames, values);
    }

    /** Returns the values of all blocks. */
    public ParameterSet parameters() {
        return parameters;
    }

    /** Returns how raw inputs are scaled; empty if that is not known, so that inputs have to be scaled before. */
    public Optional<InputScaling> scaling() {
        return scaling;
    }

    /** Returns the names of the classes, in label order; empty if they are not known. */
    public List<String> classNames() {
        return classNames;
    }

    /** Returns where the network comes from, in the order given. */
    public Map<String, String> origin() {
        return origin;
    }
}
