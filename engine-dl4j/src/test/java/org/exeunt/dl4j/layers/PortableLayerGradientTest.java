package org.exeunt.dl4j.layers;

import org.exeunt.dl4j.nativeaccess.MemoryLocation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** {@link LayerGradientTest} with portable kernels, as used in device memory. */
@Tag("slow")
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
