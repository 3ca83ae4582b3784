package org.exeunt.dl4j.nativeaccess;

import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The kind of instructions that the native libraries compute with, by which sums are rounded. */
public final class Instructions {
    private static final String AVX512 = "AVX-512";
    /** ND4J's names of what {@code optimalLevel} returns. */
    private static final Map<Integer, String> LEVELS = Map.of(2, "AVX2", 3, AVX512);

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

    /** Returns whether the native libraries compute with vectors of 512 bits. */
    public static boolean areWide() {
        Nd4j.getBackend(); // loads the natives
        return areWide(
                NativeOpsHolder.getInstance().getDeviceNativeOps().optimalLevel(),
                System.getenv().getOrDefault(ONEDNN_LIMIT, ""));
    }

    static boolean areWide(int level, String limit) {
        return AVX512.equals(LEVELS.get(level))
                && (limit.isEmpty() || limit.toUpperCase(Locale.ROOT).startsWith("AVX512"));
    }

    static String describe(int level, String limit, String blas) {
        String widest = LEVELS.getOrDefault(level, "baseline");
        String limited = limit.isEmpty() ? widest : "%s, oneDNN up to %s".formatted(widest, limit);
        return blas.isEmpty() ? limited : "%s, OpenBLAS for %s".formatted(limited, blas);
    }
}
