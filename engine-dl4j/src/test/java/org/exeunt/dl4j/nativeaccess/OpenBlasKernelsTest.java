package org.exeunt.dl4j.nativeaccess;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.exeunt.dl4j.Dl4jEngine;
import org.exeunt.testkit.contract.RecordingContext;
import org.junit.jupiter.api.Test;

class OpenBlasKernelsTest {
    private static final List<String> AVX2 = List.of("flags", ":", "sse4_1", "avx", "avx2", "fma");
    private static final List<String> AVX512 = List.of(
            "flags",
            ":",
            "avx",
            "avx2",
            "fma",
            "avx512f",
            "avx512bw",
            "avx512cd",
            "avx512dq",
            "avx512vl",
            "avx512_bf16");

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
