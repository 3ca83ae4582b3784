package org.exeunt.dl4j.nativeaccess;

import java.util.concurrent.atomic.AtomicReference;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Where arrays lie, and so how they may be reached: the one place that decides between what works on a processor's own memory, by address, and what
 * works by ND4J's operations alone.
 *
 * <p>Networks are built for one of the two and keep to it. Safe for any number of threads.
 */
public enum Memory {
    /** The processor's own: kernels in Java read and write it, operations are told addresses. */
    HOST,
    /** A device's, as CUDA has it: ND4J's operations alone reach it. */
    DEVICE;

    private static final String CUDA_BACKEND = "JCublasBackend";

    private static final AtomicReference<Memory> CURRENT = new AtomicReference<>(ofLoadedBackend());

    private static Memory ofLoadedBackend() {
        return ofBackend(Nd4j.getBackend().getClass().getSimpleName());
    }

    /** Returns where a backend of ND4J, named by its class, has its arrays. */
    public static Memory ofBackend(String backend) {
        return backend.equals(CUDA_BACKEND) ? DEVICE : HOST;
    }

    /** Returns whether arrays lie in the processor's own memory. */
    public static boolean isHost() {
        return CURRENT.get() == HOST;
    }

    /**
     * Makes what is built from now on reach arrays as if they lay elsewhere: the processor's own memory may be treated as a device's, so that both
     * ways can be compared on one machine. Not the other way round. Only while no other thread uses networks.
     *
     * @return what held before
     */
    public static Memory use(Memory memory) {
        if (memory == HOST && ofLoadedBackend() == DEVICE) {
            throw new IllegalArgumentException("a device's memory cannot be reached by address");
        }
        return CURRENT.getAndSet(memory);
    }
}
