package org.exeunt.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExplainedKeyTest {
    private final List<ExplainedKey> keys = new RunConfigReader(TestPlugins.registry())
            .read(
                    "run.json",
                    RunConfigReaderTest.SMALLEST,
                    List.of("strategy.preset=reference", "training.optimizer.momentum=0.5"))
            .keys();

    private ExplainedKey key(String path) {
        return keys.stream()
                .filter(key -> key.path().equals(KeyPath.parse(path)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void reportsTheOriginOfValues() {
        assertThat(key("training.rounds").origin()).isEqualTo("file");
        assertThat(key("training.optimizer.momentum").origin()).isEqualTo("override");
        assertThat(key("strategy.teacher-mode").origin()).isEqualTo("preset");
        assertThat(key("training.optimizer.weight-decay").origin()).isEqualTo("default");
        assertThat(key("evaluation.exit-policies.1.thresholds").origin()).isEqualTo("default");
    }

    @Test
    void explainsValueMeaningRangeAndUnit() {
        assertThat(key("training.batch-size"))
                .isEqualTo(new ExplainedKey(
                        KeyPath.parse("training.batch-size"),
                        Optional.of("64"),
                        "default",
                        "Examples per training step",
                        "a whole number of examples, at least 1 and at most 65536",
                        "examples"));
    }

    @Test
    void explainsTheChosenPlugin() {
        assertThat(key("strategy.type").value()).contains("\"distilling\"");
        assertThat(key("strategy.type").description()).isEqualTo("The distilling of these tests.");
        assertThat(key("network.head.type").origin()).isEqualTo("default");
    }

    @Test
    void listsEveryKeyOnceIncludingAbsentOnes() {
        assertThat(keys).extracting(ExplainedKey::path).doesNotHaveDuplicates();
        assertThat(Stream.of("strategy.teachers", "coordination", "executor.workers")
                        .map(this::key)
                        .map(ExplainedKey::value))
                .containsOnly(Optional.empty());
        assertThat(key("trackers").value()).contains("[]");
    }
}
