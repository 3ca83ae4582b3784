package org.exeunt.dl4j;

import org.exeunt.dl4j.nativeaccess.Memory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** What every engine has to keep, kept by networks as a device's memory needs them. */
@Tag("slow")
class PortableKernelsEngineContractTest {
    @BeforeEach
    void treatMemoryAsADevices() {
        Memory.use(Memory.DEVICE);
    }

    @AfterEach
    void reachMemoryByAddress() {
        Memory.use(Memory.HOST);
    }

    @Nested
    class ConvNets extends ConvNetEngineContractTest {}

    @Nested
    class ConvHeads extends ConvHeadEngineContractTest {}
}
