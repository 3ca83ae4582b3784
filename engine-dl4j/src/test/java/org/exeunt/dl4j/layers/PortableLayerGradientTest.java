package org.exeunt.dl4j.layers;

import org.exeunt.dl4j.nativeaccess.MemoryLocation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** {@link LayerGradientTest} with portable kernels, as used in device memory. */
class PortableLayerGradientTest extends LayerGradientTest {
    @BeforeEach
    void usePortableKernels() {
        MemoryLocation.use(MemoryLocation.DEVICE);
    }

    @AfterEach
    void useHostKernels() {
        MemoryLocation.use(MemoryLocation.HOST);
    }
}
