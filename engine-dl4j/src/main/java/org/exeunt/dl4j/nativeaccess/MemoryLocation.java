package org.exeunt.dl4j.nativeaccess;

import java.util.concurrent.atomic.AtomicReference;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory in which arrays are stored. All code that selects between access by address and access by ND4J operations
 * uses this type.
 *
 * <p>A network is built for one location and does not change it. Thread-safe.
 */
public enum MemoryLocation {
    /** Host memory: Java kernels read and write it, and operations receive addresses. */
    HOST,
    /** Device memory, such as that of a GPU: only ND4J operations access it. */
    DEVICE;

    private static final String CUDA_BACKEND = "JCublasBackend";

    private static final AtomicReference<MemoryLocation> CURRENT = new AtomicReference<>(ofLoadedBackend());

    private static MemoryLocation ofLoadedBackend() {
        return ofBackend(Nd4j.getBackend().getClass().getSimpleName());
    }

    /** Returns the location of the arrays of an ND4J backend, given the name of the backend class. */
    public static MemoryLocation ofBackend(String backend) {
        return backend.equals(CUDA_BACKEND) ? DEVICE : HOST;
    }

    /** Returns whether arrays are in host memory. */
    public static boolean isHost() {
        return CURRENT.get() == HOST;
    }

    /**
     * Sets the location for objects created from now on. Host memory may be treated as device memory, so that both
     * implementations can be compared on one machine; the reverse is not possible. Must be called only while no other
     * thread uses networks.
     *
     * @return the previous location
     * @throws IllegalArgumentException if host memory is requested but arrays are in device memory
     */
    public static MemoryLocation use(MemoryLocation location) {
        if (location == HOST && ofLoadedBackend() == DEVICE) {
            throw new IllegalArgumentException("device memory cannot be accessed by address");
        }
        return CURRENT.getAndSet(location);
    }
}
