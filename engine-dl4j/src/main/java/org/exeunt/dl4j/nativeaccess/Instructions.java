package org.exeunt.dl4j.nativeaccess;

import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The kind of instructions that the native libraries compute with, by which sums are rounded. */
public final class Instructions {
    /** ND4J's names of what {@code optimalLevel} returns. */
    private static final Map<Integer, String> LEVELS = Map.of(2, "AVX2", 3, "AVX-512");

    /** Has oneDNN compute with narrower instructions than the processor offers. */
    static final String ONEDNN_LIMIT = "DNNL_MAX_CPU_ISA";

    private Instructions() {}

    /** Returns the widest vector instructions of the processor, a limit set to them in the environment, and the kernels of OpenBLAS. */
    public static String ofThisProcess() {
        Nd4j.getBackend(); // loads the natives
        return describe(
                NativeOpsHolder.getInstance().getDeviceNativeOps().optimalLevel(),
                System.getenv().getOrDefault(ONEDNN_LIMIT, ""),
                BlasKernels.inUse());
    }

    static String describe(int level, String limit, String blas) {
        String widest = LEVELS.getOrDefault(level, "baseline");
        String limited = limit.isEmpty() ? widest : "%s, oneDNN up to %s".formatted(widest, limit);
        return blas.isEmpty() ? limited : "%s, OpenBLAS for %s".formatted(limited, blas);
    }
}
