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
 * Which of OpenBLAS's kernels compute.
 *
 * <p>OpenBLAS chooses them by the model of the processor. ND4J's release of it, of 2021, takes models made later for the oldest it knows, and computes
 * with SSE3: a product of matrices takes five times as long. The widest instructions that a processor has suit every model, and make OpenBLAS depend
 * on nothing that oneDNN does not depend on.
 */
public final class BlasKernels {
    private static final String SETTING = "OPENBLAS_CORETYPE";
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
    private static final List<String> AVX512 = List.of("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl");
    private static final List<String> AVX2 = List.of("avx2", "fma");
    /** Limits set to oneDNN below which OpenBLAS has to stay as well. */
    private static final Set<String> BELOW_AVX2 = Set.of("SSE41", "AVX");

    private static final Logger LOG = LoggerFactory.getLogger(BlasKernels.class);

    private BlasKernels() {}

    /**
     * Has OpenBLAS use the kernels for the processor's widest instructions, within a limit that is set to oneDNN. Leaves the choice to OpenBLAS where the
     * environment has made one, on other systems than Linux, and on processors without AVX2. Only before ND4J's libraries are loaded.
     */
    public static void choose() {
        if (System.getenv(SETTING) == null && Files.isReadable(PROCESSOR)) {
            String limit = System.getenv().getOrDefault(Instructions.ONEDNN_LIMIT, "");
            widest(flags(), limit).ifPresent(BlasKernels::set);
        }
    }

    private static void set(String core) {
        try {
            Function.getFunction("c", "setenv").invokeInt(new Object[] {SETTING, core, 0});
        } catch (UnsatisfiedLinkError notGlibc) {
            LOG.debug("OpenBLAS chooses its kernels: {}", notGlibc.getMessage());
        }
    }

    private static List<String> flags() {
        try (Stream<String> lines = Files.lines(PROCESSOR)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> List.of(line.split("\\s+")))
                    .orElse(List.of());
        } catch (IOException unreadable) {
            return List.of(); // then OpenBLAS chooses
        }
    }

    /** Returns OpenBLAS's name of the kernels for some instructions, of those that a limit of oneDNN allows. */
    static Optional<String> widest(List<String> flags, String limit) {
        String upper = limit.toUpperCase(Locale.ROOT);
        if (BELOW_AVX2.contains(upper) || !flags.containsAll(AVX2)) {
            return Optional.empty();
        }
        boolean wide = flags.containsAll(AVX512) && !upper.startsWith("AVX2");
        return Optional.of(wide ? "SkylakeX" : "Haswell");
    }

    /** Returns OpenBLAS's name of the kernels in use; empty if it cannot be asked on this system. Loads the library. */
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
