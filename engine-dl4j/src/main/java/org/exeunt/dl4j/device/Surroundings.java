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
    /** Returns those of this process. */
    static Surroundings here() {
        return new Surroundings(Backends.hasCuda(), () -> Asked.ANSWER, Backends::cudaProblem);
    }

    /** Asked once a process, when first needed. */
    private static final class Asked {
        static final Driver ANSWER = Driver.ask();
    }
}
