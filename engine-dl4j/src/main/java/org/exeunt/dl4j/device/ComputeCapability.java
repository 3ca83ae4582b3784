package org.exeunt.dl4j.device;

import java.util.List;
import java.util.Optional;

/** The version of a GPU's instruction set, such as 8.6. */
record ComputeCapability(int major, int minor) {
    /**
     * What ND4J 1.0.0-M2.1's {@code libnd4jcuda.so} holds machine code for, read from its fat binary, which holds no PTX that a driver could
     * translate for others.
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

    /** Reads {@code major.minor}. */
    static Optional<ComputeCapability> parse(String text) {
        if (!text.matches("\\d{1,3}\\.\\d{1,2}")) {
            return Optional.empty();
        }
        int dot = text.indexOf('.');
        return Optional.of(new ComputeCapability(
                Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1))));
    }

    /** Returns whether there is machine code: that of one version runs on later ones of the same major version, and on no other. */
    boolean hasCode() {
        return COMPILED.stream().anyMatch(code -> code.major == major && code.minor <= minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
