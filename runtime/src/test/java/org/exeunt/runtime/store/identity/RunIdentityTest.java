package org.exeunt.runtime.store.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.exeunt.api.data.Dataset;
import org.junit.jupiter.api.Test;

class RunIdentityTest {
    private static final String CONFIG = "{\"seed\":1}";
    private static final Dataset.File DATA = new Dataset.File("a.bin", 10, "ab");

    private static CodeVersion code(String id, String version, String sum) {
        return new CodeVersion("Strategy", id, version, "x.jar", sum);
    }

    private static String hash(String config, CodeVersion code, Dataset.File data) {
        return RunIdentity.of("n", config, List.of(code), List.of(data), List.of())
                .hash();
    }

    @Test
    void hashIsStable() {
        assertThat(hash(CONFIG, code("a", "1.0", "11"), DATA))
                .as("the first 12 digits of the SHA-256 of the parts, each ended by a zero byte")
                .isEqualTo("42b6e529d553");
        assertThat(RunIdentity.of("n", CONFIG, List.of(), List.of(), List.of()).title())
                .matches("n-[0-9a-f]{12}");
    }

    @Test
    void hashCoversConfigurationVersionsAndData() {
        String hash = hash(CONFIG, code("a", "1.0", "11"), DATA);
        assertThat(hash("{\"seed\":2}", code("a", "1.0", "11"), DATA)).isNotEqualTo(hash);
        assertThat(hash(CONFIG, code("b", "1.0", "11"), DATA)).isNotEqualTo(hash);
        assertThat(hash(CONFIG, code("a", "1.1", "11"), DATA)).isNotEqualTo(hash);
        assertThat(hash(CONFIG, code("a", "1.0", "11"), new Dataset.File("a.bin", 10, "ac")))
                .isNotEqualTo(hash);
        assertThat(List.of(hashWithPartition("ab"), hashWithPartition("ac")))
                .doesNotHaveDuplicates()
                .doesNotContain(hash);
    }

    private static String hashWithPartition(String sum) {
        List<Provenance.OptionFile> files = List.of(new Provenance.OptionFile("partition", "partition.json", sum));
        return RunIdentity.of("n", CONFIG, List.of(code("a", "1.0", "11")), List.of(DATA), files)
                .hash();
    }

    @Test
    void identifiesUnreleasedCodeByItsContent() {
        assertThat(hash(CONFIG, code("a", "1.0", "22"), DATA)).isEqualTo(hash(CONFIG, code("a", "1.0", "11"), DATA));
        for (String version : List.of("1.0-SNAPSHOT", "unreleased")) {
            assertThat(hash(CONFIG, code("a", version, "22"), DATA))
                    .isNotEqualTo(hash(CONFIG, code("a", version, "11"), DATA));
        }
    }

    @Test
    void doesNotRunPartsTogether() {
        assertThat(RunIdentity.of("n", "ab", List.of(), List.of(new Dataset.File("c", 1, "d")), List.of()))
                .isNotEqualTo(RunIdentity.of("n", "a", List.of(), List.of(new Dataset.File("bc", 1, "d")), List.of()));
    }
}
