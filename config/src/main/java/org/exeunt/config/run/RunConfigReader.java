package org.exeunt.config.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.error.Errors;
import org.exeunt.config.json.JsonFile;
import org.exeunt.config.json.JsonFormat;
import org.exeunt.config.json.JsonText;
import org.exeunt.config.json.KeyPath;
import org.exeunt.config.option.ConfigReading;
import org.exeunt.config.option.OptionSpec;
import org.exeunt.config.option.Problem;
import org.exeunt.config.option.RecordBinder;
import org.exeunt.config.plugins.PluginRegistry;

/**
 * Reads the configuration of a run, JSON with comments, and applies command-line overrides. Safe for use by multiple
 * threads.
 *
 * @param registry has the plugins
 */
public record RunConfigReader(PluginRegistry registry) {
    private static final String OVERRIDE = "override";

    /**
     * Reads a file.
     *
     * @param overrides each {@code key.path=value}, applied in order
     * @throws org.exeunt.api.error.ExeuntException if the file does not exist, cannot be read or is not JSON; problems
     *     with keys and values are part of the result
     */
    public ConfigReading<RunConfig> read(Path file, List<String> overrides) {
        return read(file, Map.of(OVERRIDE, overrides));
    }

    /**
     * Reads a file.
     *
     * @param overrides applied in order, by the option or key they come from, such as {@code --set}, which messages
     *     name
     * @throws org.exeunt.api.error.ExeuntException as {@link #read(Path, List)} does
     */
    public ConfigReading<RunConfig> read(Path file, Map<String, List<String>> overrides) {
        return read(RunConfig.class, file.toString(), JsonFile.read(file), overrides);
    }

    /**
     * Reads some sections of a text. The plugins that the others name need not be available.
     *
     * @param sections record whose components are also components of {@link RunConfig}
     * @param source name of the text, for messages
     * @param overrides each {@code key.path=value}, applied in order; those of other sections have no effect, but are
     *     refused as in a whole configuration, as far as their plugins are available
     * @throws org.exeunt.api.error.ExeuntException if the text is not JSON
     */
    public <R extends Record> ConfigReading<R> read(
            Class<R> sections, String source, String json, List<String> overrides) {
        return read(sections, source, JsonText.parse(source, json), Map.of(OVERRIDE, overrides));
    }

    /**
     * Reads a text.
     *
     * @param source name of the text, for messages
     * @throws org.exeunt.api.error.ExeuntException if it is not JSON
     */
    public ConfigReading<RunConfig> read(String source, String json, List<String> overrides) {
        return read(RunConfig.class, source, json, overrides);
    }

    private <R extends Record> ConfigReading<R> read(
            Class<R> sections, String source, JsonNode root, Map<String, List<String>> overrides) {
        List<Problem> problems = new ArrayList<>();
        Map<KeyPath, String> overridden = new LinkedHashMap<>();
        ObjectNode run = root instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        if (root.isObject()) {
            overrides.forEach((option, written) -> written.forEach(each -> {
                try {
                    ConfigOverride override = ConfigOverride.parse(each);
                    overridden.put(override.path(), option);
                    override.apply(run);
                } catch (IllegalArgumentException malformed) {
                    problems.add(new Problem(
                            Errors.CONFIG_01.code(),
                            KeyPath.ROOT.key(option + " " + JsonFormat.cut(each)),
                            Optional.empty(),
                            malformed.getMessage()));
                }
            }));
        }
        RecordBinder binder = new RecordBinder(registry);
        NetworkSection network = new NetworkSection(run);
        if (sections != RunConfig.class) {
            List<Problem> whole = overridden.isEmpty()
                    ? List.of()
                    : binder.read(RunConfig.class, source, root, overridden, network::options, List.of())
                            .problems();
            run.retain(OptionSpec.of(sections).stream().map(OptionSpec::key).toList());
            whole.stream()
                    .filter(problem -> problem.code().equals(Errors.CONFIG_01.code())) // not of an absent plugin
                    .filter(problem -> overridden.keySet().stream()
                            .anyMatch(path -> problem.path().isWithin(path) || path.isWithin(problem.path())))
                    .filter(problem -> problem.path().keys().stream().limit(1).noneMatch(run::has))
                    .forEach(problems::add);
        }
        return binder.read(sections, source, root, overridden, network::options, problems);
    }
}
