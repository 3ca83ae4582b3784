package org.exeunt.dl4j.nativeaccess;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.Map;

/**
 * Settings of the C library's allocator.
 *
 * <p>oneDNN allocates its temporaries anew in every call. By default glibc maps such blocks from the system and gives them back, so that
 * every call pays for page faults again: a convolution's backward pass takes up to twice as long. With the settings here freed memory is
 * kept and used again. Linux with glibc only.
 */
public final class Allocator {
    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_MAX = -4;
    private static final int M_ARENA_MAX = -8;
    private static final int KEEP_BYTES = 2_000_000_000;
    private static final int GROW_BYTES = 64 << 20;

    /** What became of the settings. */
    public enum Tuning {
        /** The environment had set them before the process began, which reaches every block. */
        BY_ENVIRONMENT,
        /** Set now; blocks allocated earlier are not affected. */
        NOW,
        /** The C library is not glibc or did not take them; oneDNN calls are slower. */
        IMPOSSIBLE
    }

    private Allocator() {}

    /** Makes glibc keep freed memory, unless the environment already did. Best called before anything else. */
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
            boolean taken = set(mallopt, M_ARENA_MAX, 1)
                    & set(mallopt, M_MMAP_MAX, 0)
                    & set(mallopt, M_TRIM_THRESHOLD, KEEP_BYTES)
                    & set(mallopt, M_TOP_PAD, GROW_BYTES);
            return taken ? Tuning.NOW : Tuning.IMPOSSIBLE;
        } catch (UnsatisfiedLinkError notGlibc) {
            return Tuning.IMPOSSIBLE;
        }
    }

    private static boolean set(Function mallopt, int parameter, int value) {
        return mallopt.invokeInt(new Object[] {parameter, value}) == 1;
    }
}
