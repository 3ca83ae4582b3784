package org.exeunt.dl4j.device;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a decision between devices looks at; each only if those before it do not settle it.
 *
 * @param cudaOnClassPath whether ND4J's CUDA backend is part of the program
 * @param driver what NVIDIA's driver says
 * @param libraryProblem why CUDA's libraries cannot be loaded, nothing if they can; runs nothing on a GPU
 */
record Surroundings(boolean cudaOnClassPath, Supplier<Driver> driver, Supplier<Optional<String>> libraryProblem) {
    private static Driver driverHere;

    /** Returns those of this process. */
    static Surroundings here() {
        return new Surroundings(Backends.hasCuda(), Surroundings::askOnce, Backends::cudaProblem);
    }

    private static synchronized Driver askOnce() {
        if (driverHere == null) {
            driverHere = Driver.ask();
        }
        return driverHere;
    }
}
