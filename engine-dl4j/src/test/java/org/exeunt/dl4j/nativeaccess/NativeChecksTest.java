package org.exeunt.dl4j.nativeaccess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.exeunt.api.network.HealthCheck;
import org.exeunt.dl4j.Dl4jEngine;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;

/** Instructions, native libraries and kernels of a process. */
class NativeChecksTest {
    @Test
    void describesInstructionsAndLimit() {
        assertThat(InstructionSet.describe(3, "", "")).isEqualTo("AVX-512");
        assertThat(InstructionSet.describe(3, "AVX2", "")).isEqualTo("AVX-512, oneDNN up to AVX2");
        assertThat(InstructionSet.describe(2, "", "Haswell")).isEqualTo("AVX2, OpenBLAS for Haswell");
        assertThat(InstructionSet.describe(0, "", "")).isEqualTo("baseline");
    }

    @Test
    void thisProcessHasSome() {
        assertThat(InstructionSet.ofThisProcess()).isNotBlank();
    }

    @Test
    void reportsMissingNativeLibraries() {
        assertThat(NativeLibraryChecks.natives("Build Info: GCC HAVE_ONEDNN", "Linux amd64")
                        .ok())
                .isTrue();
        HealthCheck slow = NativeLibraryChecks.natives("Build Info: GCC", "Linux amd64");
        assertThat(slow.ok()).isFalse();
        assertThat(slow.sentence()).contains("Linux amd64", "oneDNN", "-onednn");
    }

    @Test
    void reportsTheAllocatorSettings() {
        assertThat(NativeLibraryChecks.allocator(true).ok()).isTrue();
        assertThat(NativeLibraryChecks.allocator(false).ok()).isFalse();
        assertThat(NativeLibraryChecks.allocator(false).sentence()).contains("not that of glibc");
    }

    @Test
    void reportsTheMemoryLimitFlag() {
        assertThat(NativeLibraryChecks.memoryLimit("0").ok()).isTrue();
        assertThat(NativeLibraryChecks.memoryLimit(null).sentence())
                .contains("-Dorg.bytedeco.javacpp.maxphysicalbytes=0", "not set");
        assertThat(NativeLibraryChecks.memoryLimit("4g").sentence()).contains("4g");
    }

    @Test
    void environmentTakesPrecedenceForAllocator() {
        Map<String, String> environment = Map.of("MALLOC_MMAP_MAX_", "0", "MALLOC_TRIM_THRESHOLD_", "2000000000");
        assertThat(Allocator.tune(environment, "Linux")).isTrue();
        assertThat(Allocator.tune(environment, "Windows 11")).isFalse();
        assertThat(Allocator.tune(Map.of(), "Mac OS X")).isFalse();
    }

    @Test
    void detectsOneDnnInThisBuild() {
        String architecture = System.getProperty("os.arch");
        boolean published = architecture.equals("amd64") || architecture.equals("x86_64");
        assertThat(NativeLibraryChecks.check(Allocator.tune()).get(0).ok()).isEqualTo(published);
    }

    private static final List<String> AVX2 = List.of("flags", ":", "sse4_1", "avx", "avx2", "fma");
    private static final List<String> AVX512 =
            List.of("flags : avx avx2 fma avx512f avx512bw avx512cd avx512dq avx512vl avx512_bf16".split(" "));

    @Test
    void widestInstructionsAreSelected() {
        assertThat(OpenBlasKernels.widest(AVX512, "")).contains("SkylakeX");
        assertThat(OpenBlasKernels.widest(AVX2, "")).contains("Haswell");
        assertThat(OpenBlasKernels.widest(List.of("flags", ":", "avx"), "")).isEmpty();
        assertThat(OpenBlasKernels.widest(List.of("avx2", "fma", "avx512f"), ""))
                .contains("Haswell");
    }

    @Test
    void limitOfOneDnnIsRespected() {
        assertThat(OpenBlasKernels.widest(AVX512, "AVX512_CORE")).contains("SkylakeX");
        assertThat(OpenBlasKernels.widest(AVX512, "AVX2")).contains("Haswell");
        assertThat(OpenBlasKernels.widest(AVX512, "sse41")).isEmpty();
    }

    @Test
    void engineReportsTheKernelsInUse() {
        String arithmetic = new Dl4jEngine(new RecordingContext()).arithmetic();
        String inUse = OpenBlasKernels.inUse();
        assertThat(arithmetic).endsWith(inUse);
        if (System.getProperty("os.name").equals("Linux")) {
            assertThat(inUse).isNotEmpty();
        }
    }
}
