package org.exeunt.config.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.exeunt.config.json.JsonText;
import org.exeunt.config.option.TestPlugins;
import org.exeunt.config.plugins.PluginRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigSchemaTest {
    private final PluginRegistry plugins = TestPlugins.registry();
    private final RunConfigReader reader = new RunConfigReader(plugins);
    private final Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ConfigSchema.text(plugins), InputFormat.JSON);

    private List<Error> problems(String json) {
        return schema.validate(json, InputFormat.JSON);
    }

    /** Returns the smallest configuration with overrides applied, without validation. */
    private static String changed(String... settings) {
        ObjectNode root = (ObjectNode) JsonText.parse("run.json", RunConfigReaderTest.SMALLEST);
        for (String setting : settings) {
            ConfigOverride.parse(setting).apply(root);
        }
        return root.toString();
    }

    @Test
    void conformsToItsMetaSchema() {
        Schema metaSchema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(metaSchema.validate(ConfigSchema.text(plugins), InputFormat.JSON))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seed=7",
                "coordination=all-exits",
                "coordination={\"type\":\"all-exits\"}",
                "engine=dl4j",
                "engine={\"type\":\"dl4j\",\"device\":\"cpu\"}",
                "strategy={\"type\":\"distilling\",\"preset\":\"reference\",\"weights\":\"closed-form\"}",
                "evaluation={\"exit-policies\":[\"margin\",{\"type\":\"confidence\",\"thresholds\":[0.1]}]}",
                "training.optimizer={\"type\":\"sgd\",\"momentum\":0}",
                "executor={\"workers\":2}",
                "engine={\"device\":\"cpu\"}",
                "$schema=exeunt.schema.json"
            })
    void acceptsValidConfigurations(String setting) {
        String json = changed(setting);
        RunConfig config = reader.read("run.json", json, List.of()).orThrow();

        assertThat(problems(json)).as(json).isEmpty();
        assertThat(problems(ResolvedConfig.of(config).text())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "training.rounds=null",
                "training.rounds=0",
                "training.rounds=2.5",
                "training.rounds=\"30\"",
                "training.rounds=10000000000",
                "training.participation=0",
                "training.optimizer.momentum=1",
                "training.personal-head-init=per-clint",
                "training.learning-rate=0.1",
                "rounds=3",
                "name=a/b",
                "strategy=distiling",
                "strategy.type=distiling",
                "strategy.type=null",
                "strategy.temprature=2",
                "strategy.weights.mu=0",
                "partition=dirichlet",
                "network.depth=3",
                "network.backbone.width=4",
                "network.backbone=null",
                "engine={\"type\":\"dl4j\",\"divice\":\"cpu\"}",
                "executor={\"wrkers\":2}",
                "evaluation.exit-policies=[]",
                "evaluation.exit-policies=[\"margins\"]",
                "evaluation.exit-policies=[{\"type\":\"margin\",\"thresholds\":[0.1,0.2,1.5]}]",
                "dataset.dir=\"\""
            })
    void rejectsInvalidConfigurations(String setting) {
        String json = changed(setting);

        assertThat(reader.read("run.json", json, List.of()).problems()).as(json).isNotEmpty();
        assertThat(problems(json)).as(json).isNotEmpty();
    }

    @Test
    void schemaHasDefaultsAndDescriptions() {
        JsonNode width = ConfigSchema.of(plugins).at("/$defs/backbone.convnet/properties/width");

        assertThat(width.path("default").asInt()).isEqualTo(128);
        assertThat(width.path("minimum").asInt()).isEqualTo(8);
        assertThat(width.path("description").asText()).isEqualTo("Channels of the last stage");
    }
}
