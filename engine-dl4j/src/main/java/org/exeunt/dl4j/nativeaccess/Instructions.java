package org.exeunt.dl4j.nativeaccess;

import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The kind of instructions that the native libraries compute with, by which sums are rounded. */
public final class Instructions {
    /** ND4J's names of what {@code optimalLevel} returns. */
    private static final Map<Integer, String> LEVELS = Map.of(2, "AVX2", 3, "AVX-512");

    /** Has oneDNN compute with narrower instructions than the processor offers. */
    private static final String ONEDNN_LIMIT = "DNNL_MAX_CPU_ISA";

    private Instructions() {}

    /** Returns the widest vector instructions of the processor, and a limit set to them in the environment. */
    public static String ofThisProcess() {
        Nd4j.getBackend(); // loads the natives
        return describe(
                NativeOpsHolder.getInstance().getDeviceNativeOps().optimalLevel(),
                System.getenv().getOrDefault(ONEDNN_LIMIT, ""));
    }

    /** Returns whether vectors of the native libraries have 512 bits. */
    public static boolean areWide() {
        return ofThisProcess().equals(LEVELS.get(3));
    }

    static String describe(int level, String limit) {
        String widest = LEVELS.getOrDefault(level, "baseline");
        return limit.isEmpty() ? widest : "%s, oneDNN up to %s".formatted(widest, limit);
    }
}
