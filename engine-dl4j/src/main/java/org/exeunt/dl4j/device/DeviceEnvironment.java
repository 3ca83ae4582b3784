package org.exeunt.dl4j.device;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * The inputs of the decision for a device. Each one is evaluated only if the decision depends on it.
 *
 * @param cudaOnClassPath whether ND4J's CUDA backend is on the class path
 * @param driver report of the NVIDIA driver
 * @param libraryProblem reason why the CUDA libraries cannot be loaded; empty if they can. Executes nothing on a GPU
 */
record DeviceEnvironment(
        boolean cudaOnClassPath, Supplier<NvidiaDriver> driver, Supplier<Optional<String>> libraryProblem) {
    /** Returns the environment of this process. */
    static DeviceEnvironment ofThisProcess() {
        return new DeviceEnvironment(Backends.hasCuda(), () -> DriverQuery.RESULT, Backends::cudaProblem);
    }

    /** Result of the driver query, which runs once per process, on first use. */
    private static final class DriverQuery {
        static final NvidiaDriver RESULT = NvidiaDriver.query();
    }
}
