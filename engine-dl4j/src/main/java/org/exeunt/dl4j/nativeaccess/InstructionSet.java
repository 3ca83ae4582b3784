package org.exeunt.dl4j.nativeaccess;

import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Describes the CPU instructions that the native libraries use, on which the rounding of sums depends. */
public final class InstructionSet {
    /** Names of the levels that ND4J's {@code optimalLevel} returns. */
    private static final Map<Integer, String> LEVELS = Map.of(2, "AVX2", 3, "AVX-512");

    /** The environment variable that limits oneDNN to narrower instructions than the CPU has. */
    static final String ONEDNN_LIMIT = "DNNL_MAX_CPU_ISA";

    private InstructionSet() {}

    /**
     * Returns the widest vector instructions of the CPU, the limit set by an environment variable, and the kernels of
     * OpenBLAS.
     */
    public static String ofThisProcess() {
        Nd4j.getBackend(); // loads the native libraries
        return describe(
                NativeOpsHolder.getInstance().getDeviceNativeOps().optimalLevel(),
                System.getenv().getOrDefault(ONEDNN_LIMIT, ""),
                OpenBlasKernels.inUse());
    }

    static String describe(int level, String limit, String blas) {
        String widest = LEVELS.getOrDefault(level, "baseline");
        String limited = limit.isEmpty() ? widest : "%s, oneDNN up to %s".formatted(widest, limit);
        return blas.isEmpty() ? limited : "%s, OpenBLAS for %s".formatted(limited, blas);
    }
}
