package org.exeunt.dl4j.layers;

import org.exeunt.dl4j.nativeaccess.MemoryLocation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** {@link LayerGradientTest} on ND4J's operations alone, as a device's memory needs them. */
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
