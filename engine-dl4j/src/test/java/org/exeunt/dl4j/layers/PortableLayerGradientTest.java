package org.exeunt.dl4j.layers;

import org.exeunt.dl4j.nativeaccess.Memory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** {@link LayerGradientTest} on ND4J's operations alone, as a device's memory needs them. */
@Tag("slow")
class PortableLayerGradientTest extends LayerGradientTest {
    @BeforeEach
    void usePortableKernels() {
        Memory.use(Memory.DEVICE);
    }

    @AfterEach
    void useHostKernels() {
        Memory.use(Memory.HOST);
    }
}
