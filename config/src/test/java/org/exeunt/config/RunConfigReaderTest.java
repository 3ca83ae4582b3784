package org.exeunt.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
}
