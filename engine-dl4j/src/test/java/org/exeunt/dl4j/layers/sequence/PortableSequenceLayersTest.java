package org.exeunt.dl4j.layers.sequence;

import org.exeunt.dl4j.nativeaccess.MemoryLocation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** {@link SequenceLayersTest} with portable kernels, as used in device memory. */
@Tag("slow")
class PortableSequenceLayersTest extends SequenceLayersTest {
    @BeforeEach
    void usePortableKernels() {
        MemoryLocation.use(MemoryLocation.DEVICE);
    }

    @AfterEach
    void useHostKernels() {
        MemoryLocation.use(MemoryLocation.HOST);
    }
}
