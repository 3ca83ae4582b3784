package org.exeunt.runtime.store.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.error.ExeuntException;
import org.junit.jupiter.api.Test;

class RunDifferencesTest {
    private static final String CONFIG =
            "{\"seed\": 1, \"strategy\": {\"type\": \"a\", \"mu\": 0.5}, \"policies\": [{\"type\": \"p\"}]}";

    private static RunInputs origin(String config, CodeVersion code, Dataset.File... data) {
        return origin(config, code, List.of(), data);
    }

    private static RunInputs origin(
            String config, CodeVersion code, List<Provenance.OptionFile> clients, Dataset.File... data) {
        Provenance provenance =
                new Provenance(1, 1, List.of(code), "set", List.of(data), clients, Provenance.Machine.current("AVX2"));
        return new RunInputs(config, provenance, new ClassDistribution(1, List.of(), List.of()));
    }

    private static CodeVersion code(String version, String sum) {
        return new CodeVersion("Strategy", "a", version, "x.jar", sum);
    }

    private static Dataset.File file(String name, int records, String sum) {
        return new Dataset.File(name, records, sum);
    }

    @Test
    void equalInputsHaveNoDifferences() {
        RunInputs origin = origin(CONFIG, code("1.0", "11"), file("t.bin", 3, "0123456789abcdef"));
        assertThat(RunDifferences.between(origin, origin)).isEmpty();
    }

    @Test
    void listsOldAndNewValueOfEveryKey() {
        String other =
                "{\"seed\": 2, \"strategy\": {\"type\": \"a\"}, \"policies\": [{\"type\": \"p\"}, {\"type\": \"q\"}]}";
        assertThat(RunDifferences.between(origin(CONFIG, code("1.0", "11")), origin(other, code("1.0", "11"))))
                .extracting(Object::toString)
                .containsExactly("policies.2.type: (none) → q", "seed: 1 → 2", "strategy.mu: 0.5 → (none)");
    }

    @Test
    void describesOtherCodeByVersionOrJar() {
        RunInputs then = origin(CONFIG, code("1.0", "11"));
        assertThat(RunDifferences.between(then, origin(CONFIG, code("1.0", "22"))))
                .as("a released version is what it is")
                .isEmpty();
        assertThat(RunDifferences.between(then, origin(CONFIG, code("1.1", "22"))))
                .extracting(Object::toString)
                .containsExactly("version of Strategy 'a': 1.0 → 1.1");
        assertThat(RunDifferences.between(
                        origin(CONFIG, code("2-SNAPSHOT", "11")), origin(CONFIG, code("2-SNAPSHOT", "22"))))
                .extracting(Object::toString)
                .containsExactly("version of Strategy 'a': 2-SNAPSHOT → other code of 2-SNAPSHOT");
    }

    @Test
    void describesOtherDataByFile() {
        RunInputs then = origin(CONFIG, code("1.0", "11"), file("t.bin", 3, "0123456789abcdef"));
        RunInputs now = origin(CONFIG, code("1.0", "11"), file("t.bin", 4, "fedcba9876543210"), file("u.bin", 1, "00"));
        assertThat(RunDifferences.between(then, now))
                .extracting(Object::toString)
                .containsExactly(
                        "data file t.bin: 3 records, SHA-256 0123456789ab… → 4 records, SHA-256 fedcba987654…",
                        "data file u.bin: (none) → 1 records, SHA-256 00…");
    }

    @Test
    void generatedDataHaveTheNameOfTheirPlugin() {
        CodeVersion plugin = new CodeVersion("DatasetSource", "shapes", "1.0", "x.jar", "11");
        assertThat(RunDifferences.between(
                        origin(CONFIG, plugin, file("shapes", 3, "0123456789abcdef")),
                        origin(CONFIG, plugin, file("shapes", 3, "fedcba9876543210"))))
                .extracting(RunDifferences.Difference::subject)
                .containsExactly("generated data shapes");
    }

    @Test
    void describesAnotherPartitionByFile() {
        RunInputs then = origin(
                CONFIG,
                code("1.0", "11"),
                List.of(new Provenance.OptionFile("partition", "part.json", "0123456789abcdef")));
        RunInputs now = origin(
                CONFIG,
                code("1.0", "11"),
                List.of(new Provenance.OptionFile("partition", "part.json", "fedcba9876543210")));
        assertThat(RunDifferences.between(then, now))
                .extracting(Object::toString)
                .containsExactly("partition.file part.json: SHA-256 0123456789ab… → SHA-256 fedcba987654…");
    }

    @Test
    void comparesPropertiesThatAffectBits() {
        Provenance.Machine then = new Provenance.Machine("17", "Linux 6", "amd64", 2, "AVX-512");
        assertThat(then.differences(new Provenance.Machine("17", "Linux 6", "amd64", 64, "AVX-512")))
                .as("processors change no bit")
                .isEmpty();
        assertThat(then.differences(new Provenance.Machine("21", "Linux 6", "aarch64", 2, "")))
                .containsExactly("architecture: amd64 → aarch64", "arithmetic: AVX-512 → ", "java: 17 → 21");
    }

    @Test
    void rejectsInvalidInputs() {
        RunInputs origin = origin(CONFIG, code("1.0", "11"));
        for (String damaged : new String[] {"", "{"}) {
            RunInputs then = new RunInputs(damaged, origin.provenance(), origin.classes());
            assertThatThrownBy(() -> RunDifferences.between(then, origin))
                    .isInstanceOfAny(IllegalArgumentException.class, ExeuntException.class);
        }
    }
}
