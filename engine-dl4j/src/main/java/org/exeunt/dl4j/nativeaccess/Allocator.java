package org.exeunt.dl4j.nativeaccess;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.Map;

/**
 * Configures the allocator of the C library.
 *
 * <p>oneDNN allocates its temporary memory in every call. By default glibc maps such blocks from the operating system
 * and unmaps them afterwards, so that every call causes page faults again: the backward pass of a convolution takes up
 * to twice as long. With these settings, freed memory is kept and reused. Linux with glibc only.
 */
public final class Allocator {
    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_MAX = -4;
    private static final int M_ARENA_MAX = -8;
    private static final int KEEP_BYTES = 2_000_000_000;
    private static final int GROW_BYTES = 64 << 20;

    /** The result of the configuration. */
    public enum Tuning {
        /** The settings were made by environment variables before the process started, and apply to every block. */
        BY_ENVIRONMENT,
        /** The settings were made now; blocks allocated earlier are not affected. */
        NOW,
        /** The C library is not glibc or rejected the settings; oneDNN calls are slower. */
        IMPOSSIBLE
    }

    private Allocator() {}

    /**
     * Configures glibc to keep freed memory, unless environment variables already do. Should be called as early as
     * possible.
     */
    public static Tuning tune() {
        return tune(System.getenv(), System.getProperty("os.name", ""));
    }

    static Tuning tune(Map<String, String> environment, String operatingSystem) {
        if (!operatingSystem.startsWith("Linux")) {
            return Tuning.IMPOSSIBLE;
        }
        if ("0".equals(environment.get("MALLOC_MMAP_MAX_")) && environment.containsKey("MALLOC_TRIM_THRESHOLD_")) {
            return Tuning.BY_ENVIRONMENT;
        }
        try {
            Function mallopt = NativeLibrary.getInstance("c").getFunction("mallopt");
            boolean accepted = set(mallopt, M_ARENA_MAX, 1)
                    & set(mallopt, M_MMAP_MAX, 0)
                    & set(mallopt, M_TRIM_THRESHOLD, KEEP_BYTES)
                    & set(mallopt, M_TOP_PAD, GROW_BYTES);
            return accepted ? Tuning.NOW : Tuning.IMPOSSIBLE;
        } catch (UnsatisfiedLinkError notGlibc) {
            return Tuning.IMPOSSIBLE;
        }
    }

    private static boolean set(Function mallopt, int parameter, int value) {
        return mallopt.invokeInt(new Object[] {parameter, value}) == 1;
    }
}
