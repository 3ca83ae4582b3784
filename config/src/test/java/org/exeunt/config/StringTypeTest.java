package org.exeunt.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.exeunt.api.plugin.Option;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.testsupport.PluginClassLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StringTypeTest {
    record Workers(@Option(value = "Number of threads", pattern = "auto|[1-9][0-9]{0,3}") String workers) {}

    record Columns(@Option("A column") String label, @Option("Other columns") List<String> ignored) {}

    private final RecordBinder binder = new RecordBinder(PluginRegistry.load(PluginClassLoader.of()));

    private ConfigReading<Workers> read(String workers) {
        return binder.read(Workers.class, "run.json", "{\"workers\": " + workers + "}");
    }

    @Test
    void acceptsUnquotedNumbersThatMatchThePattern() {
        assertThat(read("2").orThrow().workers()).isEqualTo("2");
        assertThat(read("\"2\"").orThrow().workers()).isEqualTo("2");
        assertThat(read("\"auto\"").orThrow().workers()).isEqualTo("auto");
    }

    @Test
    void acceptsUnquotedNumbersWithoutAPattern() {
        String json = "{\"label\": 4, \"ignored\": [2020, \"b\"]}";
        assertThat(binder.read(Columns.class, "run.json", json).orThrow())
                .isEqualTo(new Columns("4", List.of("2020", "b")));
        assertThat(binder.read(Columns.class, "run.json", "{\"label\": 4.5, \"ignored\": []}")
                        .problems())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "10000", "true", "\"two\"", "[2]"})
    void rejectsValuesThatDoNotMatchThePattern(String workers) {
        assertThat(read(workers).problems()).singleElement().satisfies(problem -> assertThat(problem.expected())
                .contains("auto|[1-9][0-9]{0,3}"));
    }
}
