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

    private Allocator() {}

    /**
     * Configures glibc to keep freed memory, unless environment variables already do. Should be called as early as
     * possible.
     *
     * @return whether freed memory is kept; false if the C library is not glibc or rejected the settings
     */
    public static boolean tune() {
        return tune(System.getenv(), System.getProperty("os.name", ""));
    }

    static boolean tune(Map<String, String> environment, String operatingSystem) {
        if (!operatingSystem.startsWith("Linux")) {
            return false;
        }
        if ("0".equals(environment.get("MALLOC_MMAP_MAX_")) && environment.containsKey("MALLOC_TRIM_THRESHOLD_")) {
            return true;
        }
        try {
            Function mallopt = NativeLibrary.getInstance("c").getFunction("mallopt");
            return set(mallopt, M_ARENA_MAX, 1)
                    & set(mallopt, M_MMAP_MAX, 0)
                    & set(mallopt, M_TRIM_THRESHOLD, KEEP_BYTES)
                    & set(mallopt, M_TOP_PAD, GROW_BYTES);
        } catch (UnsatisfiedLinkError notGlibc) {
            return false;
        }
    }

    private static boolean set(Function mallopt, int parameter, int value) {
        return mallopt.invokeInt(new Object[] {parameter, value}) == 1;
    }
}
