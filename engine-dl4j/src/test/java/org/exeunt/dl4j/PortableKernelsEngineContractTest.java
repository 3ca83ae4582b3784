package org.exeunt.dl4j;

import org.exeunt.dl4j.nativeaccess.MemoryLocation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The engine contract for networks of portable kernels, as used in device memory. */
@Tag("slow")
class PortableKernelsEngineContractTest {
    @BeforeEach
    void useDeviceMemory() {
        MemoryLocation.use(MemoryLocation.DEVICE);
    }

    @AfterEach
    void useHostMemory() {
        MemoryLocation.use(MemoryLocation.HOST);
    }

    @Nested
    class ConvNets extends ConvNetEngineContractTest {}

    @Nested
    class ConvHeads extends ConvHeadEngineContractTest {}
}
