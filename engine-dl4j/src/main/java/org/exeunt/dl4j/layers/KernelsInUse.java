package org.exeunt.dl4j.layers;

import org.exeunt.dl4j.kernels.Kernels;
import org.exeunt.dl4j.kernels.host.HostKernels;
import org.exeunt.dl4j.kernels.portable.PortableKernels;
import org.exeunt.dl4j.nativeaccess.MemoryLocation;

/** Chooses the kernels of layers and optimiser; these do not depend on the choice. */
public final class KernelsInUse {
    private KernelsInUse() {}

    /** Returns the kernels for the memory in use: fast ones for the host, portable ones for a device. */
    public static Kernels get() {
        return MemoryLocation.isHost() ? new HostKernels() : new PortableKernels();
    }
}
