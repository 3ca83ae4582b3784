package org.exeunt.dl4j.nativeaccess;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Selects the kernels of OpenBLAS.
 *
 * <p>OpenBLAS selects its kernels by CPU model. The release in ND4J, of 2021, treats later models as the oldest one it
 * knows and uses SSE3: a matrix product takes five times as long. Kernels for the widest instructions of the CPU suit
 * every model; the choice then depends on the same CPU features as that of oneDNN.
 */
public final class OpenBlasKernels {
    private static final String VARIABLE = "OPENBLAS_CORETYPE";
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final List<String> AVX512 = List.of("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl");
    private static final List<String> AVX2 = List.of("avx2", "fma");
    /** Limits of oneDNN with which OpenBLAS must not use AVX2 either. */
    private static final Set<String> BELOW_AVX2 = Set.of("SSE41", "AVX");
    /** Kernels that multiply small matrices without copying them first. */
    private static final Set<String> WITHOUT_COPY = Set.of("SkylakeX", "Cooperlake", "SapphireRapids");

    private static final Logger LOG = LoggerFactory.getLogger(OpenBlasKernels.class);

    private OpenBlasKernels() {}

    /**
     * Selects the kernels for the widest instructions of the CPU, within the limit set for oneDNN. Does nothing if the
     * environment variable {@code OPENBLAS_CORETYPE} is set, on systems other than Linux, and on CPUs without AVX2.
     * Must be called before ND4J's libraries are loaded.
     */
    public static void select() {
        if (System.getenv(VARIABLE) == null && Files.isReadable(CPU_INFO)) {
            String limit = System.getenv().getOrDefault(InstructionSet.ONEDNN_LIMIT, "");
            widest(flags(), limit).ifPresent(OpenBlasKernels::set);
        }
    }

    private static void set(String core) {
        try {
            Function.getFunction("c", "setenv").invokeInt(new Object[] {VARIABLE, core, 0});
        } catch (UnsatisfiedLinkError notGlibc) {
            LOG.debug("OpenBLAS selects its own kernels: {}", notGlibc.getMessage());
        }
    }

    private static List<String> flags() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> List.of(line.split("\\s+")))
                    .orElse(List.of());
        } catch (IOException unreadable) {
            return List.of(); // then OpenBLAS selects its own kernels
        }
    }

    /**
     * Returns OpenBLAS's name of the kernels for the widest of the given CPU flags, within a limit of oneDNN; empty for
     * no choice.
     */
    static Optional<String> widest(List<String> flags, String limit) {
        String upper = limit.toUpperCase(Locale.ROOT);
        if (BELOW_AVX2.contains(upper) || !flags.containsAll(AVX2)) {
            return Optional.empty();
        }
        boolean wide = flags.containsAll(AVX512) && !upper.startsWith("AVX2");
        return Optional.of(wide ? "SkylakeX" : "Haswell");
    }

    /** Returns whether the kernels in use multiply small matrices without copying them first; those for AVX-512 do. */
    public static boolean multiplySmallWithoutCopy() {
        return WITHOUT_COPY.contains(inUse());
    }

    /**
     * Returns OpenBLAS's name of the kernels in use; an empty string if it is not available on this system. Loads the
     * library.
     */
    static String inUse() {
        try {
            return NativeLibrary.getInstance(Loader.load(openblas_nolapack.class))
                    .getFunction("openblas_get_corename")
                    .invokeString(new Object[0], false);
        } catch (UnsatisfiedLinkError notFound) {
            return "";
        }
    }
}
