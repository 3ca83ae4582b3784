package org.exeunt.config.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.config.json.JsonFile;
import org.exeunt.config.json.KeyPath;
import org.exeunt.config.option.ExplainedKey;
import org.exeunt.config.option.TestPlugins;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations, read from text and files, and their explanation. */
class RunConfigReaderTest {
    static final String SMALLEST =
            """
            {
              "name": "smallest",
              "dataset": "images",
              "partition": { "type": "dirichlet", "clients": 20 },
              "network": { "backbone": "convnet" },
              "strategy": { "type": "distilling" },
              "training": { "rounds": 30 }
            }
            """;

    private final RunConfigReader reader = new RunConfigReader(TestPlugins.registry());

    private RunConfig read(String json, String... overrides) {
        return reader.read("run.json", json, List.of(overrides)).orThrow();
    }

    @Test
    void fillsInEveryDefault() {
        RunConfig config = read(SMALLEST);

        assertThat(config.seed()).isEqualTo(1);
        assertThat(config.coordination()).isEmpty();
        assertThat(config.trackers()).isEmpty();
        assertThat(config.training().optimizer().weightDecay()).isEqualTo(1e-4);
        assertThat(config.network()).isInstanceOf(TestPlugins.NetworkOptions.class);
        assertThat(config.evaluation().exitPolicies()).singleElement().satisfies(policy -> assertThat(policy.options())
                .isEqualTo(new TestPlugins.ThresholdOptions(List.of(0.5, 0.9))));
    }

    @Test
    void aPresetChangesDefaultsButNotWrittenValues() {
        assertThat(strategy(read(SMALLEST)).teacherMode()).isEqualTo(TestPlugins.TeacherMode.FROZEN_SEPARATE);
        assertThat(strategy(read(SMALLEST, "strategy.preset=reference")).teacherMode())
                .isEqualTo(TestPlugins.TeacherMode.OVERWRITE_LAST);
        assertThat(strategy(read(SMALLEST, "strategy.preset=reference", "strategy.teacher-mode=frozen-separate"))
                        .teacherMode())
                .isEqualTo(TestPlugins.TeacherMode.FROZEN_SEPARATE);
    }

    private static TestPlugins.DistillingOptions strategy(RunConfig config) {
        return (TestPlugins.DistillingOptions) config.strategy().options();
    }

    @Test
    void anOverrideThatStartsLikeAnObjectMustBeJson() {
        assertThatThrownBy(() -> read(SMALLEST, "strategy={\"type\": \"averaging\",}"))
                .hasMessageContaining("  override strategy=")
                .hasMessageContaining("its value, line 1, column 22 is not JSON");
    }

    @Test
    void appliesOverridesToTheFile() {
        RunConfig config = read(
                SMALLEST,
                "training.optimizer.learning-rate=0.5", // a section that is not in the file
                "network.backbone.width=64", // into the short form of a choice
                "evaluation.exit-policies=[\"margin\", {\"type\": \"confidence\"}]",
                "evaluation.exit-policies.1.thresholds=[0.3]", // lists count from 1; into the short form of a choice
                "evaluation.exit-policies.2.thresholds=[0.7]",
                "executor.workers=2", // of the plugin that is the default
                "strategy.teachers=3",
                "strategy.teachers=null", // takes the key away again
                "name=other");

        assertThat(config.name()).isEqualTo("other");
        assertThat(config.training().optimizer().learningRate()).isEqualTo(0.5);
        assertThat(((TestPlugins.NetworkOptions) config.network()).backbone().options())
                .isEqualTo(new TestPlugins.ConvnetOptions(64));
        assertThat(config.evaluation().exitPolicies().get(0).options())
                .isEqualTo(new TestPlugins.ThresholdOptions(List.of(0.3)));
        assertThat(config.evaluation().exitPolicies().get(1).options())
                .isEqualTo(new TestPlugins.ThresholdOptions(List.of(0.7)));
        assertThat(strategy(config).teachers()).isEqualTo(Optional.empty());
        assertThat(config.executor().options()).isEqualTo(new TestPlugins.LocalOptions(Optional.of(2)));
    }

    @Test
    void wholeNumbersMayHavePointOrExponent() {
        assertThat(read(SMALLEST, "training.rounds=1e2").training().rounds()).isEqualTo(100);
        assertThat(read(SMALLEST, "training.rounds=7.0").training().rounds()).isEqualTo(7);
        assertThat(read(SMALLEST, "seed=9007199254740993").seed()).isEqualTo(9007199254740993L);
    }

    @Test
    void commentsAndTheSchemaOfEditorsAreAllowed() {
        String commented = SMALLEST.replaceFirst("\\{", "{ \"\\$schema\": \"exeunt.schema.json\", // one\n /* two */");

        assertThat(read(commented)).isEqualTo(read(SMALLEST));
    }

    @TempDir
    Path folder;

    private Path run;

    @BeforeEach
    void writeAConfiguration() throws IOException {
        run = Files.writeString(folder.resolve("run.json"), SMALLEST);
    }

    private ExeuntException failure(Path file) {
        return catchThrowableOfType(
                ExeuntException.class, () -> reader.read(file, List.of()).orThrow());
    }

    @Test
    void readsAFile() {

        assertThat(reader.read(run, List.of("name=other")).orThrow().name()).isEqualTo("other");
    }

    @Test
    void aMissingFolderIsAMissingFile() {
        Path absent = folder.resolve("no/such/run.json");
        assertThat(failure(absent).code()).isEqualTo(Errors.CONFIG_03.code());
        assertThat(failure(absent)).hasMessage(absent + " does not exist. Check the path.");
        assertThat(failure(Path.of("no/such/run.json"))).hasMessageContaining("against the working directory");
    }

    @Test
    void rejectsADirectory() {
        ExeuntException failure = failure(folder);

        assertThat(failure.code()).isEqualTo(Errors.CONFIG_04.code());
        assertThat(failure).hasMessageContaining("it is a directory");
    }

    @Test
    void reportsAnUnreadableFile() {
        assumeFalse(!run.toFile().setReadable(false) || Files.isReadable(run), "this user may read every file");

        assertThat(failure(run).code()).isEqualTo(Errors.CONFIG_04.code());
        assertThat(failure(run).getMessage())
                .endsWith("it may not be accessed. Name a regular file that you may read.");
    }

    @Test
    void rejectsOversizedFiles() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(run.toFile(), "rw")) {
            file.setLength(JsonFile.MAX_BYTES + 1L);
        }

        assertThat(failure(run).code()).isEqualTo(Errors.CONFIG_05.code());
    }

    @Test
    void rejectsTextThatIsNotUtf8() throws IOException {
        Files.write(run, "{ \"name\": \"é\" }".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(failure(run).code()).isEqualTo(Errors.CONFIG_02.code());
        assertThat(failure(run).getMessage()).contains("run.json is not UTF-8 text");
    }

    @Test
    void skipsAByteOrderMark() throws IOException {
        Files.writeString(run, "\uFEFF" + SMALLEST);

        assertThat(failure(run)).isNull();
    }

    private final List<ExplainedKey> keys = reader.read(
                    "run.json", SMALLEST, List.of("strategy.preset=reference", "training.optimizer.momentum=0.5"))
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
