package org.exeunt.it.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.plugins.PluginScan;
import org.exeunt.config.run.ConfigSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schemas, {@code docs/schema}, and the files that name them. */
class SchemaFilesTest {
    private static final Path ROOT = Path.of("..");
    private static final Path SCHEMAS = ROOT.resolve("docs/schema").resolve(ApiVersion.CURRENT);
    private static final String ADDRESS = "https://exeunt.org/docs/schema/" + ApiVersion.CURRENT + "/";
    private static final ObjectMapper JSON = new ObjectMapper().enable(JsonParser.Feature.ALLOW_COMMENTS);

    private static final List<String> SHIPPED =
            List.of("runtime", "engine-dl4j", "strategies", "baselines", "datasets", "trackers");

    @Test
    void schemasHaveThePluginsOfAReleaseAlone() throws IOException {
        Set<String> names = new HashSet<>();
        for (String module : SHIPPED) {
            String list = Files.readString(
                    ROOT.resolve(module).resolve("src/main/resources").resolve(PluginScan.SERVICE_FILE));
            ServiceLoader.load(Plugins.class).stream()
                    .filter(each -> each.type().getName().equals(list.strip()))
                    .flatMap(each -> each.get().plugins().stream())
                    .forEach(plugin -> names.add(plugin.kind().getName() + ' ' + plugin.id()));
        }
        List<InstalledPlugin> shipped = PluginScan.of(getClass().getClassLoader()).installed().stream()
                .filter(each -> names.contains(each.plugin().kind().getName() + ' ' + each.id()))
                .toList();
        PluginRegistry registry = new PluginScan(shipped, List.of(), List.of()).registry();

        assertThat(Files.readString(SCHEMAS.resolve("run.json")).strip())
                .as("./exeunt config schema > docs/schema/%s/run.json", ApiVersion.CURRENT)
                .isEqualTo(ConfigSchema.text(registry).strip());
        assertThat(Files.readString(SCHEMAS.resolve("comparison.json")).strip())
                .as("./exeunt config schema --comparison > docs/schema/%s/comparison.json", ApiVersion.CURRENT)
                .isEqualTo(ConfigSchema.ofComparisons(registry).strip());
    }

    /** The home of the project is decided in the parent pom. */
    @Test
    void addressesAreThoseOfTheParentPom() throws IOException {
        String home =
                Files.readString(ROOT.resolve("pom.xml")).replaceFirst("(?s).*<exeunt.url>(.*)</exeunt.url>.*", "$1");

        assertThat(ADDRESS).startsWith(home + "/");
        for (String file : List.of("bom/pom.xml", "mkdocs.yml", "CITATION.cff")) {
            assertThat(Files.readString(ROOT.resolve(file))).as(file).containsPattern("ur[li]>?:? ?" + home + "\\b");
        }
    }

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("examples"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> Stream.of("hello-", "methods", "pretrained", "target")
                            .noneMatch(file.toString()::contains))
                    .toList();
        }
    }

    /** Projects of plugins, and the profile pretrained, are no examples here: they name plugins that no release has. */
    @ParameterizedTest
    @MethodSource("examples")
    void examplesNameTheirSchemaAndAreValid(Path example) throws IOException {
        JsonNode tree = JSON.readTree(example.toFile());
        Path schema = SCHEMAS.resolve(tree.has("base") ? "comparison.json" : "run.json");

        assertThat(tree.path("$schema").asText()).isEqualTo(ADDRESS + schema.getFileName());
        assertThat(problems(schema, tree.toString())).isEmpty();
    }

    private static List<?> problems(Path schema, String json) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(schema), InputFormat.JSON)
                .validate(json, InputFormat.JSON);
    }
}
