package org.exeunt.config.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.config.option.TestPlugins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedConfigTest {
    private final RunConfigReader reader = new RunConfigReader(TestPlugins.registry());

    private ExeuntException failure(String json, String... overrides) {
        return catchThrowableOfType(ExeuntException.class, () -> reader.read("run.json", json, List.of(overrides))
                .orThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"seed\": \"\\ud83d\"}", "{\"a\": \"\\udc00\"}", "{\"\\ud83d\": 1}", "{\"\\udc00\": 1}"})
    void refusesTextThatNoFileCanContain(String json) {
        assertThat(failure(json))
                .hasMessageContaining("surrogate")
                .extracting(ExeuntException::code)
                .isEqualTo(Errors.CONFIG_02.code());
    }

    /** Overrides of a key of the smallest configuration: the value as it is shown, and what is wrong with it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            training=30 | 30 | must be a section {...}
            training.rounds=0 | 0 | must be at least 1
            training.rounds=-3 | -3 | must be at least 1
            training.rounds=2.5 | 2.5 | must be a whole number, at least 1
            training.rounds=1e10 | 1E+10 | must be from -2147483648 to 2147483647
            training.rounds="30" | "30" | must be a whole number, at least 1
            training.rounds=[30] | [30] | must be a whole number, at least 1
            training.batch-size=65537 | 65537 | must be at least 1 and at most 65536 (default 64)
            training.local-epochs=0 | 0 | must be at least 1 (default 1)
            training.participation=0 | 0 | must be above 0 and at most 1 (default 1.0)
            training.optimizer.momentum=1 | 1 | must be at least 0 and below 1 (default 0.9)
            training.optimizer.momentum="NaN" | "NaN" | must be a number, at least 0 and below 1
            training.optimizer.learning-rate=1e999 | 1E+999 | cannot be represented; must be a number, above 0 and at \
            most 10 (default 0.1)
            training.optimizer.learning-rate=1e-999 | 1E-999 | cannot be represented; must be a number, above 0 and \
            at most 10 (default 0.1)
            training.optimizer.reset-each-round="true" | "true" | must be true or false
            training.personal-head-init=per-clint | "per-clint" | must be common, per-client or network-per-client (default common); did \
            you mean 'per-client'?
            seed=9223372036854775808 | 9223372036854775808 | must be from -9223372036854775808 to 9223372036854775807
            seed=true | true | must be a whole number
            name=a/b | "a/b" | must match [A-Za-z0-9][A-Za-z0-9._-]{0,99} (Name of the run
            name=.. | ".." | must match
            training.learning-rate=0.1 | 0.1 | unknown option of section 'training'; options: aggregator, augmentation, batch-size
            rounds=3 | 3 | unknown option of the configuration; options: $schema, client-state
            trainings={} | {} | unknown option of the configuration; did you mean 'training'?
            training.localEpochs=2 | 2 | unknown option of section 'training'; did you mean 'local-epochs'?
            strategy.temprature=2 | 2 | unknown option of strategy 'distilling'; did you mean 'temperature'?
            network.depth=3 | 3 | unknown option of section 'network'; options: backbone, head
            network.backbone.width=4 | 4 | must be at least 8 (default 128)
            strategy.preset=papr | "papr" | must be paper or reference (default paper); did you mean 'paper'?
            strategy=3 | 3 | must be a strategy: {"type": id, ...} or only the id
            strategy.type=7 | 7 | must be the id of a strategy, such as 'averaging', 'distilling'
            dataset.dir="" | "" | must be a path
            evaluation.exit-policies=[] | [] | must have at least 1 element
            evaluation.exit-policies=margin | "margin" | must be a list [...]
            """)
    void namesKeyValueAndExpectation(String override, String shown, String expectation) {
        String key = override.substring(0, override.indexOf('='));
        assertOneProblem(override, key + " = " + shown + " (override)   " + expectation);
    }

    /** Other overrides, with the line of the problem. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            training.rounds=null | training.rounds   is missing: Number of rounds; must be a whole number, at least 1
            training=null | training   is missing: Rounds and local training; must be a section {...}
            strategy.type=null | strategy.type   is missing: the id of a strategy, such as 'averaging', 'distilling'
            strategy={"type":"distilling","all-teachers":true,"teachers":3} | strategy   all-teachers and teachers \
            exclude each other
            evaluation.exit-policies=["margin","confidence","margins"] | evaluation.exit-policies.3 = "margins" \
            (override)   There is no exit policy with id 'margins'; did you mean 'margin'?
            evaluation.exit-policies=[{"type":"margin","thresholds":[0.1,0.2,1.5]}] | \
            evaluation.exit-policies.1.thresholds.3 = 1.5 (override)   must be at least 0 and at most 1
            trackers=[null] | trackers.1 = null (override)   must be a run tracker: {"type": id, ...} or only the id
            training.rounds.x=3 | override training.rounds.x=3   'rounds' is a number, which has no keys
            =3 | override =3   expected key.path=value, such as training.rounds=10
            training | override training   expected key.path=value, such as training.rounds=10
            training..rounds=3 | override training..rounds=3   expected key.path=value
            """)
    void namesThePlaceOfTheProblem(String override, String line) {
        assertOneProblem(override, line);
    }

    private void assertOneProblem(String override, String line) {
        ExeuntException failure = failure(RunConfigReaderTest.SMALLEST, override);

        assertThat(failure).as(override).isNotNull();
        assertThat(failure.getMessage())
                .startsWith("run.json has 1 problem:\n  ")
                .contains("\n  " + line)
                .doesNotContain("Exception", "\tat ");
    }

    /** Texts that are not configurations. */
    static Stream<Arguments> invalidTexts() {
        return Stream.of(
                arguments("", "CONFIG-02", "run.json is empty; expected a JSON object"),
                arguments("  // only a comment\n", "CONFIG-02", "run.json is empty"),
                arguments("{ \"name\": \"x\", }", "CONFIG-02", "run.json, line 1, column 16 is not JSON: "),
                arguments("{\n  \"name\": \"x\",\n  \"seed\"", "CONFIG-02", "run.json, line 3, column 9 is not JSON: "),
                arguments(
                        "{ \"seed\": NaN }",
                        "CONFIG-02",
                        "run.json, line 1, column 14 is not JSON: Non-standard token 'NaN'"),
                arguments("{ 'seed': 1 }", "CONFIG-02", "run.json, line 1, column 3 is not JSON: "),
                arguments("{ seed: 1 }", "CONFIG-02", "run.json, line 1, column 3 is not JSON: "),
                arguments("{ \"seed\": 01 }", "CONFIG-02", "run.json, line 1, column 12 is not JSON: "),
                arguments("{ \"seed\": 1 } {}", "CONFIG-02", "found text after the end of the configuration"),
                arguments("{ \"seed\": 1 /* unterminated", "CONFIG-02", "is not JSON: "),
                arguments(
                        "{ \"seed\": 1,\n \"seed\": 2 }",
                        "CONFIG-02",
                        "run.json, line 2, column 8 is not JSON: Duplicate"),
                arguments("[".repeat(100_000), "CONFIG-05", "nesting depth (65) exceeds the maximum allowed (64"),
                arguments("{ \"seed\": " + "9".repeat(2000) + " }", "CONFIG-05", "maximum allowed (1000"),
                arguments(
                        "[1, 2]",
                        "CONFIG-01",
                        "(the whole file) = [1,2]   must be a JSON object: { \"name\": ... }; found a list"),
                arguments("null", "CONFIG-01", "(the whole file) = null   must be a JSON object"));
    }

    @ParameterizedTest
    @MethodSource("invalidTexts")
    void reportsThePositionOfSyntaxErrors(String text, String code, String line) {
        ExeuntException failure = failure(text);

        assertThat(failure).isNotNull();
        assertThat(failure.code()).hasToString(code);
        assertThat(failure.getMessage()).contains(line).doesNotContain("Exception", "\tat ", "JsonReadFeature");
    }

    @Test
    void reportsAllProblemsAtOnceInAlignedColumns() {
        ExeuntException failure = failure(
                """
                {
                  "name": "several",
                  "seed": 2.5,
                  "dataset": { "type": "images", "side": 4 },
                  "partition": { "type": "dirichlet" },
                  "network": { "backbone": { "type": "convnet", "width": "wide" } },
                  "strategy": { "type": "distilling", "lambda": -0.5, "temprature": 2 },
                  "training": { "rounds": 30, "optimizer": { "momentum": null } }
                }
                """);

        assertThat(failure.code()).hasToString("CONFIG-01");
        assertThat(failure)
                .hasMessage(
                        """
                run.json has 7 problems:
                  seed = 2.5                           must be a whole number
                  dataset.side = 4                     must be at least 8 and at most 64 (default 32)
                  partition.clients                    is missing: Number of clients; must be a whole number, at least 1
                  network.backbone.width = "wide"      must be a whole number, at least 8
                  strategy.temprature = 2              unknown option of strategy 'distilling'; did you mean 'temperature'?
                  strategy.lambda = -0.5               must be at least 0 and at most 100 (default 1.0)
                  training.optimizer.momentum = null   must be a number, at least 0 and below 1\
                """);
    }

    @Test
    void overridingAMissingListElementIsAProblem() {
        assertThat(failure(RunConfigReaderTest.SMALLEST, "trackers=[\"console\"]", "trackers.2=console"))
                .hasMessage("run.json has 1 problem:\n  override trackers.2=console   the list has no element '2'");
    }

    @Test
    void aMissingPluginIsReportedWithAvailableOnes() {
        ExeuntException failure = failure(RunConfigReaderTest.SMALLEST, "strategy.type=distiling");

        assertThat(failure.code()).hasToString("PLUGIN-01");
        assertThat(failure.getMessage())
                .contains(
                        "strategy.type = \"distiling\" (override)   There is no strategy with id 'distiling'; did you mean "
                                + "'distilling'? On the class path: averaging, distilling.");
    }

    @Test
    void listsSeveralMissingPlugins() {
        ExeuntException failure = failure(RunConfigReaderTest.SMALLEST, "strategy.type=distiling", "sampling=uniforn");

        assertThat(failure.code()).hasToString("PLUGIN-01");
        assertThat(failure.getMessage())
                .startsWith("run.json has 2 problems:")
                .contains("On the class path: averaging, distilling.")
                .contains("On the class path: uniform.");
    }

    @Test
    void aMissingPluginAmongOtherProblemsIsOneOfThem() {
        ExeuntException failure = failure(RunConfigReaderTest.SMALLEST, "strategy.type=distiling", "training.rounds=0");

        assertThat(failure.code()).hasToString("CONFIG-01");
        assertThat(failure.getMessage()).startsWith("run.json has 2 problems:");
    }

    @Test
    void aMissingEngineIsTheOnlyReportedProblem() {
        ExeuntException failure = failure(RunConfigReaderTest.SMALLEST, "engine=dl4");

        assertThat(failure.getMessage())
                .startsWith(
                        "run.json has 1 problem:\n  engine = \"dl4\" (override)   There is no engine with id 'dl4'; did you "
                                + "mean 'dl4j'?");
    }
}
