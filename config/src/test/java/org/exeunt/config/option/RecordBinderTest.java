package org.exeunt.config.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.Strategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options records, read from JSON. */
class RecordBinderTest {
    private final RecordBinder binder = new RecordBinder(TestPlugins.registry());

    private <R extends Record> ExeuntException failure(Class<R> type, String json) {
        return catchThrowableOfType(ExeuntException.class, () -> binder.read(type, "options.json", json)
                .orThrow());
    }

    record Inner(@Option(value = "A number", defaultValue = "3") int number) {}

    enum Colour {
        DARK_RED,
        BLUE
    }

    record EveryType(
            @Option("A flag") boolean flag,
            @Option("A large number") long large,
            @Option("Words") List<Colour> colours,
            @Option("A list of lists") List<List<Integer>> matrix,
            @Option("Sections") List<Inner> inners,
            @Option(value = "A text with a default that looks like a number", defaultValue = "12") String text,
            @Option(value = "An empty text", defaultValue = "\"\"") String empty,
            @Option("An optional section") Optional<Inner> maybe,
            @Option("An optional list") Optional<List<Double>> numbers) {}

    @Test
    void readsAllTypes() {
        EveryType read = binder.read(
                        EveryType.class,
                        "options.json",
                        """
                        {
                          "flag": true, "large": -9223372036854775808, "colours": ["dark-red", "blue"],
                          "matrix": [[1], []], "inners": [{}, { "number": 4 }], "numbers": [0.5, 1]
                        }
                        """)
                .orThrow();

        assertThat(read)
                .isEqualTo(new EveryType(
                        true,
                        Long.MIN_VALUE,
                        List.of(Colour.DARK_RED, Colour.BLUE),
                        List.of(List.of(1), List.of()),
                        List.of(new Inner(3), new Inner(4)),
                        "12",
                        "",
                        Optional.empty(),
                        Optional.of(List.of(0.5, 1.0))));
    }

    @Test
    void choosesAPluginWithDefaultOptions() {
        PluginChoice<ExitPolicy> choice = binder.choose(ExitPolicy.class, "margin", "a test");
        PluginChoice<Strategy<?>> strategy = binder.choose(Strategy.class, "averaging", "a test");

        assertThat(choice.options()).isEqualTo(new TestPlugins.ThresholdOptions(List.of(0.5, 0.9)));
        assertThat(strategy.plugin().id()).isEqualTo("averaging");
    }

    @Test
    void namesTheSourceOfAnUnknownChoice() {
        ExeuntException failure = catchThrowableOfType(
                ExeuntException.class, () -> binder.choose(ExitPolicy.class, "margins", "strategy 'averaging'"));

        assertThat(failure.code()).hasToString("PLUGIN-01");
        assertThat(failure.getMessage()).startsWith("strategy 'averaging' has 1 problem:\n  exit-policy = \"margins\"");
    }

    @Test
    void choosesAPluginWithGivenOptions() {
        assertThat(binder.choose(ExitPolicy.class, "{\"type\": \"margin\", \"thresholds\": [0.25]}", "a test")
                        .options())
                .isEqualTo(new TestPlugins.ThresholdOptions(List.of(0.25)));
    }

    @Test
    void columnsOfAMistakeAreThoseOfTheChoice() {
        assertThatThrownBy(() -> binder.choose(ExitPolicy.class, "{\"type\": \"margin\",, }", "--policy"))
                .hasMessageStartingWith("--policy, line 1, column 19 is not JSON");
        assertThatThrownBy(() ->
                        binder.choose(ExitPolicy.class, "{\"type\": \"margin\", \"type\": \"entropy\"}", "--policy"))
                .hasMessageContaining("Duplicate field 'type'");
        assertThatThrownBy(() -> binder.choose(ExitPolicy.class, "{\"type\": \"margin\", \"limits\": []}", "--policy"))
                .hasMessageContaining("limits");
    }

    record Common(
            @Option(value = "How many", min = 1) int clients,
            @Option(value = "A number", defaultValue = "0.5", below = 1) double share) {
        Common {
            if (clients == 13) {
                throw new IllegalArgumentException("13 clients are unlucky");
            }
        }
    }

    record Outer(
            @Option(value = "A number", defaultValue = "3") int alpha,
            @Option(value = "What all have", inPlace = true) Common common,
            @Option(value = "Another number", defaultValue = "4") int omega) {}

    @Test
    void inPlaceOptionsAreInlined() {
        Outer read = binder.read(Outer.class, "options.json", "{\"clients\": 2, \"omega\": 5}")
                .orThrow();

        assertThat(read).isEqualTo(new Outer(3, new Common(2, 0.5), 5));
        assertThat(OptionSpec.write(read).toString())
                .isEqualTo("{\"alpha\":3,\"clients\":2,\"share\":0.5,\"omega\":5}");
        assertThat(OptionSpec.of(Outer.class))
                .extracting(OptionSpec::key)
                .containsExactly("alpha", "clients", "share", "omega");
        assertThat(failure(Outer.class, "{\"share\": 1}").getMessage())
                .contains("2 problems", "clients", "is missing: How many", "share = 1", "below 1");
        assertThat(failure(Outer.class, "{\"clients\": 1, \"common\": {}}").getMessage())
                .contains("common = {}", "unknown option");
        assertThat(failure(Outer.class, "{\"clients\": 13}").getMessage()).contains("13 clients are unlucky");
    }

    record Twice(
            @Option(value = "How many", defaultValue = "1") int clients,
            @Option(value = "What all have", inPlace = true) Common common) {}

    record InPlaceNumber(@Option(value = "No record", inPlace = true) int number) {}

    record Undeclared(@Option("Declared") int declared, int undeclared) {}

    record OddType(@Option("No option can be one") float odd) {}

    record BadDefault(@Option(value = "Out of its own range", min = 1, defaultValue = "0") int size) {}

    record NoJson(@Option(value = "A list", defaultValue = "[1,") List<Integer> list) {}

    record Throwing(@Option(value = "A number", defaultValue = "1") int number) {
        Throwing {
            if (number > 0) {
                throw new IllegalStateException("unprepared");
            }
        }
    }

    @Test
    void defectiveOptionsRecordsAreNotConfigErrors() {
        assertDefect(
                Undeclared.class,
                "{\"declared\": 1}",
                "component 'undeclared' of " + Undeclared.class.getName() + " has no @Option");
        assertDefect(Twice.class, "{}", "declares the option 'clients' twice");
        assertDefect(
                InPlaceNumber.class,
                "{}",
                "component 'number' of " + InPlaceNumber.class.getName() + " is not a record");
        assertDefect(OddType.class, "{\"odd\": 1}", "has the unsupported option type float");
        assertDefect(BadDefault.class, "{}", "size = 0 (default)   defect in this default: must be at least 1");
        assertDefect(NoJson.class, "{}", "default '[1,' of option 'list' is not JSON");
        assertDefect(
                Throwing.class,
                "{}",
                "IllegalStateException: unprepared (at " + Throwing.class.getName() + ".<init>, line ");
    }

    private void assertDefect(Class<? extends Record> type, String json, String message) {
        ExeuntException failure = failure(type, json);

        assertThat(failure.code()).as(message).isEqualTo(Errors.PLUGIN_05.code());
        assertThat(failure.getMessage()).contains(message).doesNotContain("\tat ");
    }

    record Workers(@Option(value = "Number of threads", pattern = "auto|[1-9][0-9]{0,3}") String workers) {}

    record Columns(@Option("A column") String label, @Option("Other columns") List<String> ignored) {}

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
        assertThat(binder.read(Columns.class, "run.json", "{\"label\": 4, \"ignored\": [2020, \"b\"]}")
                        .orThrow())
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
