package org.exeunt.dl4j.nativeaccess;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InstructionSetTest {
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
}
