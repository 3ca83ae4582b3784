package org.exeunt.dl4j.nativeaccess;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InstructionsTest {
    @Test
    void theWidestVectorsAreNamedWithTheirLimit() {
        assertThat(Instructions.describe(3, "", "")).isEqualTo("AVX-512");
        assertThat(Instructions.describe(3, "AVX2", "")).isEqualTo("AVX-512, oneDNN up to AVX2");
        assertThat(Instructions.describe(2, "", "Haswell")).isEqualTo("AVX2, OpenBLAS for Haswell");
        assertThat(Instructions.describe(0, "", "")).isEqualTo("baseline");
    }

    @Test
    void thisProcessHasSome() {
        assertThat(Instructions.ofThisProcess()).isNotBlank();
    }
}
