package org.exeunt.config.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.exeunt.api.plugin.Option;
import org.exeunt.config.option.TestPlugins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolvedConfigTest {
    private final RunConfigReader reader = new RunConfigReader(TestPlugins.registry());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seed=-9223372036854775808",
                "coordination=all-exits",
                "strategy={\"type\":\"distilling\",\"preset\":\"reference\",\"teachers\":3}",
                "evaluation.exit-policies=[\"margin\","
                        + "{\"type\":\"confidence\",\"thresholds\":[0.1,0.30000000000000004]}]",
                "training.optimizer.learning-rate=4.9e-324",
                "dataset.dir=some/where with spaces/é",
                "trackers=[\"console\"]"
            })
    void readingAResolvedConfigIsIdentity(String override) {
        RunConfig config = reader.read("run.json", RunConfigReaderTest.SMALLEST, List.of(override))
                .orThrow();
        ResolvedConfig written = ResolvedConfig.of(config);

        RunConfig again =
                reader.read("resolved.json", written.text(), List.of()).orThrow();

        assertThat(again).isEqualTo(config);
        assertThat(ResolvedConfig.of(again)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"seed=2", "strategy.lambda=2", "network.backbone.width=64"})
    void differentConfigurationsHaveOtherTexts(String override) {
        assertThat(resolved(override)).isNotEqualTo(resolved("seed=1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seed=1",
                "strategy.lambda=1",
                "strategy=distilling",
                "training.participation=1.00",
                "executor={\"type\":\"local\",\"workers\":2}"
            })
    void equalConfigurationsHaveEqualTexts(String override) {
        assertThat(resolved(override)).isEqualTo(resolved("seed=1"));
    }

    @ParameterizedTest
    @CsvSource({
        "dataset.dir, DATA",
        "partition.file part.json, DATA",
        "modalities.clients.1.fraction, DATA",
        "evaluation.clients, DATA",
        "evaluation.new-clients, DATA",
        "faults.attack.fraction, DATA",
        "faults.attack.scale, TRAINING",
        "seed, TRAINING",
        "network.backbone.width, TRAINING",
        "sampling.type, TRAINING",
        "devices.type, TRAINING",
        "training.optimizer.learning-rate, TRAINING",
        "training.aggregator.type, METHOD",
        "training.server-optimizer.type, METHOD",
        "strategy.lambda, METHOD",
        "strategy.weights.mu, METHOD",
        "coordination, METHOD",
        "evaluation.interval, EVALUATION",
        "evaluation.exit-policies[1].thresholds, EVALUATION",
        "evaluation.exit-policies.2.type, EVALUATION",
        "evaluation.head-epochs, TRAINING",
        "evaluation.fine-tuned, TRAINING",
        "evaluation.save-models, RECORD",
        "name, RECORD",
        "client-state-storage, RECORD",
        "trackers[1].uri, RECORD",
        "executor.workers, NOTHING"
    })
    void sectionsDetermineWhatKeysAffect(String key, Option.Affects expected) {
        assertThat(ResolvedConfig.affects(key)).isEqualTo(expected);
    }

    @Test
    void valuesAreFoundByTheirKeys() {
        assertThat(resolved("evaluation.exit-policies=[\"margin\",{\"type\":\"confidence\",\"thresholds\":[0.1,0.5]}]")
                        .values())
                .containsEntry("seed", "1")
                .containsEntry("strategy.type", "distilling")
                .containsEntry("training.optimizer.type", "sgd")
                .containsEntry("evaluation.exit-policies.1.type", "margin")
                .containsEntry("evaluation.exit-policies.2.thresholds", "[0.1,0.5]")
                .containsEntry("trackers", "[]");
    }

    private ResolvedConfig resolved(String override) {
        return ResolvedConfig.of(reader.read("run.json", RunConfigReaderTest.SMALLEST, List.of(override))
                .orThrow());
    }

    @Test
    void writesEveryOptionInDeclarationOrderTypeFirst() {
        assertThat(resolved("seed=1").text())
                .isEqualTo(
                        """
                {
                  "name" : "smallest",
                  "seed" : 1,
                  "dataset" : {
                    "type" : "images",
                    "dir" : "data/images",
                    "side" : 32
                  },
                  "partition" : {
                    "type" : "dirichlet",
                    "alpha" : 0.3,
                    "clients" : 20,
                    "test-fraction" : 0.25
                  },
                  "network" : {
                    "backbone" : {
                      "type" : "convnet",
                      "width" : 128
                    },
                    "head" : {
                      "type" : "linear"
                    }
                  },
                  "strategy" : {
                    "type" : "distilling",
                    "preset" : "paper",
                    "lambda" : 1.0,
                    "temperature" : 2.0,
                    "teacher-mode" : "frozen-separate",
                    "all-teachers" : false,
                    "weights" : {
                      "type" : "closed-form",
                      "mu" : 0.6
                    }
                  },
                  "sampling" : {
                    "type" : "uniform"
                  },
                  "training" : {
                    "rounds" : 30,
                    "participation" : 1.0,
                    "local-epochs" : 1,
                    "batch-size" : 64,
                    "optimizer" : {
                      "type" : "sgd",
                      "learning-rate" : 0.1,
                      "momentum" : 0.9,
                      "weight-decay" : 1.0E-4,
                      "schedule" : "exponential",
                      "learning-rate-decay" : 0.99,
                      "reset-each-round" : true
                    },
                    "personal-head-init" : "common",
                    "running-statistics" : "local",
                    "aggregator" : {
                      "type" : "weighted-mean"
                    },
                    "minimum-updates" : 1,
                    "on-too-few-updates" : "fail"
                  },
                  "evaluation" : {
                    "interval" : 1,
                    "exit-policies" : [ {
                      "type" : "confidence",
                      "thresholds" : [ 0.5, 0.9 ]
                    } ],
                    "accuracy-slack" : 0.0,
                    "new-clients" : 0,
                    "gradient-conflict-examples" : 0,
                    "head-epochs" : 0,
                    "fine-tuned" : "heads",
                    "save-models" : true
                  },
                  "faults" : {
                    "dropout" : 0.0,
                    "failure" : 0.0,
                    "non-finite" : 0.0
                  },
                  "engine" : {
                    "type" : "dl4j"
                  },
                  "client-state-storage" : "auto",
                  "trackers" : [ ]
                }
                """);
    }
}
