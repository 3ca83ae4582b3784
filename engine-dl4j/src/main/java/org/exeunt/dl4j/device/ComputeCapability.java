package org.exeunt.dl4j.device;

import java.util.List;
import java.util.Optional;

/** The CUDA compute capability of a GPU, such as 8.6. */
record ComputeCapability(int major, int minor) {
    /**
     * The capabilities for which {@code libnd4jcuda.so} of ND4J 1.0.0-M2.1 contains machine code, according to its fat
     * binary. The binary contains no PTX that a driver could compile for others.
     */
    private static final List<ComputeCapability> COMPILED = List.of(
            new ComputeCapability(3, 7),
            new ComputeCapability(5, 0),
            new ComputeCapability(5, 2),
            new ComputeCapability(6, 0),
            new ComputeCapability(6, 1),
            new ComputeCapability(7, 0),
            new ComputeCapability(7, 5),
            new ComputeCapability(8, 0),
            new ComputeCapability(8, 6));

    /** Parses {@code major.minor}; empty if the text has another form. */
    static Optional<ComputeCapability> parse(String text) {
        if (!text.matches("\\d{1,3}\\.\\d{1,2}")) {
            return Optional.empty();
        }
        int dot = text.indexOf('.');
        return Optional.of(new ComputeCapability(
                Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1))));
    }

    /**
     * Returns whether ND4J has machine code for this capability. Code runs on the same or a later minor version of the
     * same major version only.
     */
    boolean hasCode() {
        return COMPILED.stream().anyMatch(code -> code.major == major && code.minor <= minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
