package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.option.OptionSpec;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.it.support.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code plugins list} and {@code plugins show}. */
class PluginsCommandTest {
    @Test
    void pluginIsShownWithItsOptions() {
        assertThat(CommandLineRun.succeeding("plugins show strategy cafedistill")
                        .out())
                .contains("strategy cafedistill", "teacher-mode = \"frozen-separate\"", "lambda = 1.0", "at most 100");
    }

    @Test
    void optionsWithinSectionsAreShown() throws IOException {
        assertThat(CommandLineRun.succeeding("plugins show fedper").out())
                .contains("\n  loss = {}\n", "\n  loss.exit-weights = \"mean\"\n");
        assertThat(CommandLineRun.succeeding("plugins show fedper --json")
                        .json()
                        .get("options"))
                .extracting(option -> option.get("key").textValue())
                .containsSubsequence("loss", "loss.exit-weights");
    }

    @Test
    void kindIsNeededOnlyForAmbiguousIds() {
        assertThat(CommandLineRun.succeeding("plugins show convnet").out())
                .isEqualTo(CommandLineRun.succeeding("plugins show backbone convnet")
                        .out())
                .startsWith("backbone convnet ");
        CommandLineRun.of("plugins show local")
                .assertRefused(
                        2, "CONFIG", "several kinds have the id 'local'; give the kind, such as 'exeunt plugins show");
        CommandLineRun.of("plugins show convnt")
                .assertRefused(3, "PLUGIN", "PLUGIN-01", "'convnt' of any kind; did you mean 'convnet'? See");
        CommandLineRun.of("plugins show run-traker mlflow")
                .assertRefused(2, "CONFIG", "'run-traker'; did you mean 'run-tracker'? Kinds: ");
        CommandLineRun.of("plugins show optimizer sgd").assertRefused(2, "CONFIG", "'optimizer'. Kinds: ");
        CommandLineRun.of("plugins show a b c").assertRefused(2, "CONFIG", "CONFIG-09", "'c'");
    }

    @Test
    void pluginsOfEveryKindAreListed() {
        assertThat(CommandLineRun.succeeding("plugins list").out())
                .contains("fedavg", "local", "cafedistill", "fedper", "shapes", "cifar10", "dirichlet", "iid", "file")
                .contains("convnet", "mlp", "linear", "dl4j", "all-exits", "progressive-depth", "least-conflict")
                .contains("confidence", "entropy", "margin", "patience")
                .contains("source: Liu, Zhou, Tong: CAFEDistill, arXiv 2601.10015", "options: preset, lambda, mu");
    }

    @Test
    void everyPublishedMethodCitesItsPaper() {
        assertThat(PluginRegistry.load(getClass().getClassLoader()).plugins(Strategy.class))
                .filteredOn(plugin -> plugin.plugin().declaredBy().getName().startsWith("org.exeunt."))
                .filteredOn(plugin -> !plugin.id().equals("local"))
                .isNotEmpty()
                .allSatisfy(plugin -> assertThat(plugin.source())
                        .as("citation of strategy '%s'", plugin.id())
                        .isPresent());
    }

    /** The example of each page is accepted by the reader of configurations, as part of a complete one. */
    @Test
    void everyPluginHasAPageWithAnExample(@TempDir Path folder) throws IOException {
        PluginRegistry registry = PluginRegistry.load(getClass().getClassLoader());
        Path pages = folder.resolve("pages");
        CommandLineRun.succeeding("plugins docs %s", pages);

        String index = Files.readString(pages.resolve("README.md"));
        ObjectMapper json = new ObjectMapper();
        String base = Files.readString(Path.of("../examples/quickstart.json")).replaceFirst("//.*", "");
        for (InstalledPlugin plugin : registry.plugins()) {
            String file = "%s-%s.md".formatted(plugin.kind().id(), plugin.id());
            String page = Files.readString(pages.resolve(file));
            assertThat(index).contains("[`%s`](%s)".formatted(plugin.id(), file));
            String example =
                    page.substring(page.indexOf("```json") + 7, page.indexOf("```\n", page.indexOf("```json")));
            assertThat(example).contains("\"type\" : \"%s\"".formatted(plugin.id()));
            ObjectNode config = (ObjectNode) json.readTree(base);
            for (Map.Entry<String, JsonNode> section : json.readTree(example).properties()) {
                if (config.path(section.getKey()).isObject()
                        && !section.getValue().has("type")) {
                    ((ObjectNode) config.get(section.getKey())).setAll((ObjectNode) section.getValue());
                } else {
                    config.set(section.getKey(), section.getValue());
                }
            }
            if (plugin.id().equals("toy")) {
                config.putObject("network"); // the options of quickstart.json are of the other engine
            }
            assertThat(new RunConfigReader(registry)
                            .read(file, config.toString(), List.of())
                            .problems())
                    .as(file)
                    .isEmpty();
            for (OptionSpec option : OptionSpec.of(plugin.options())) {
                assertThat(page).as(file).contains("| `%s` | ".formatted(option.key()));
                if (option.key().equals("loss")) {
                    assertThat(page).as(file).contains("| `loss.exit-weights` | ");
                }
            }
        }
        CommandLineRun.of("plugins docs %s", pages).assertRefused(6, "RESOURCE", "pages");
    }

    @Test
    void unknownKindOrPluginIsReported() {
        CommandLineRun.of("plugins show stratgy fedavg").assertRefused(2, "CONFIG", "'stratgy'", "strategy");
        CommandLineRun.of("plugins show strategy fedavgg")
                .assertRefused(3, "PLUGIN", "'fedavgg'", "did you mean 'fedavg'?");
    }
}
