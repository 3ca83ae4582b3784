package org.exeunt.dl4j.nativeaccess;

import java.util.List;
import org.exeunt.api.network.HealthCheck;
import org.nd4j.linalg.factory.Nd4j;

/** Checks whether the fast native libraries and settings are in use; the messages contain the remedy. */
public final class NativeLibraryChecks {
    private static final String ONEDNN = "HAVE_ONEDNN";
    private static final String MEMORY_LIMIT = "org.bytedeco.javacpp.maxphysicalbytes";

    private NativeLibraryChecks() {}

    /** Returns one check each for native libraries, allocator and memory limit. */
    public static List<HealthCheck> check(boolean keepsFreedMemory) {
        return List.of(
                natives(
                        Nd4j.getBackend().buildInfo(),
                        System.getProperty("os.name") + " " + System.getProperty("os.arch")),
                allocator(keepsFreedMemory),
                memoryLimit(System.getProperty(MEMORY_LIMIT)));
    }

    static HealthCheck natives(String buildInfo, String platform) {
        if (buildInfo.contains(ONEDNN)) {
            return new HealthCheck(true, "ND4J's native libraries include oneDNN");
        }
        return new HealthCheck(
                false,
                ("ND4J's native libraries for %s do not include oneDNN: convolutions run 5 to 17 times slower. Add "
                                + "nd4j-native with the classifier '-onednn' of this platform to the class path, "
                                + "if it exists (Linux, macOS and Windows on x86-64)")
                        .formatted(platform));
    }

    static HealthCheck allocator(boolean keepsFreedMemory) {
        return new HealthCheck(
                keepsFreedMemory,
                keepsFreedMemory
                        ? "the C allocator keeps freed memory"
                        : "the C allocator is not that of glibc: it may return memory to the system after every "
                                + "operation, which is slow");
    }

    static HealthCheck memoryLimit(String limit) {
        if ("0".equals(limit)) {
            return new HealthCheck(true, "JavaCPP does not check the memory size of the process");
        }
        return new HealthCheck(
                false,
                ("JavaCPP reads the memory size of the process at every allocation, which serialises threads: start "
                                + "Java with -D%s=0 (currently %s)")
                        .formatted(MEMORY_LIMIT, limit == null ? "not set" : limit));
    }
}
