package org.exeunt.dl4j.nativeaccess;

import java.util.List;
import org.exeunt.api.network.HealthCheck;
import org.nd4j.linalg.factory.Nd4j;

/** Says whether the fast native libraries and settings are in use, and if not, what to do. */
public final class FastPath {
    private static final String ONEDNN = "HAVE_ONEDNN";
    private static final String MEMORY_LIMIT = "org.bytedeco.javacpp.maxphysicalbytes";

    private FastPath() {}

    /** Returns one finding each for natives, allocator and memory limit. */
    public static List<HealthCheck> check(Allocator.Tuning allocator) {
        return List.of(
                natives(
                        Nd4j.getBackend().buildInfo(),
                        System.getProperty("os.name") + " " + System.getProperty("os.arch")),
                allocator(allocator),
                memoryLimit(System.getProperty(MEMORY_LIMIT)));
    }

    static HealthCheck natives(String buildInfo, String platform) {
        if (buildInfo.contains(ONEDNN)) {
            return new HealthCheck(true, "ND4J's natives have oneDNN");
        }
        return new HealthCheck(
                false,
                ("ND4J's natives for %s lack oneDNN: convolutions run 5 to 17 times slower. Put nd4j-native with the classifier"
                                + " '-onednn' of this platform on the class path, where there is one (Linux, macOS and Windows on x86-64)")
                        .formatted(platform));
    }

    static HealthCheck allocator(Allocator.Tuning tuning) {
        return switch (tuning) {
            case BY_ENVIRONMENT -> new HealthCheck(true, "the C allocator keeps freed memory (set by the environment)");
            case NOW ->
                new HealthCheck(
                        true,
                        "the C allocator keeps freed memory (set by mallopt; the environment variables MALLOC_MMAP_MAX_=0"
                                + " MALLOC_TRIM_THRESHOLD_=2000000000 MALLOC_TOP_PAD_=67108864 MALLOC_ARENA_MAX=1 reach further)");
            case IMPOSSIBLE ->
                new HealthCheck(
                        false,
                        "the C allocator is not glibc's: it may give memory back after every operation, which costs time");
        };
    }

    static HealthCheck memoryLimit(String limit) {
        if ("0".equals(limit)) {
            return new HealthCheck(true, "JavaCPP does not watch the process's memory");
        }
        return new HealthCheck(
                false,
                "JavaCPP reads the process's memory size at every allocation, which serialises threads: start Java with -D%s=0 (now %s)"
                        .formatted(MEMORY_LIMIT, limit == null ? "not set" : limit));
    }
}
