package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.config.json.JsonFormat;
import org.exeunt.config.json.JsonText;
import org.exeunt.config.json.KeyPath;
import org.exeunt.config.plugins.PluginKind;
import org.exeunt.config.plugins.PluginRegistry;

/**
 * Binds JSON to options records, whose components are annotated with {@link org.exeunt.api.plugin.Option}. Safe for use
 * by multiple threads.
 *
 * @param registry has the plugins
 */
public record RecordBinder(PluginRegistry registry) {
    private static final Set<String> EDITOR_KEYS = Set.of("$schema");

    /**
     * Binds a text to a record.
     *
     * @param source name of the text, for messages
     * @throws org.exeunt.api.error.ExeuntException CONFIG-02 if the text is not JSON, CONFIG-05 if it is nested too
     *     deeply
     */
    public <R extends Record> ConfigReading<R> read(Class<R> type, String source, String json) {
        return read(type, source, JsonText.parse(source, json));
    }

    public <R extends Record> ConfigReading<R> read(Class<R> type, String source, JsonNode root) {
        return read(type, source, root, Map.of(), RecordBinder::noOpenSection, List.of());
    }

    /**
     * Returns a chosen plugin.
     *
     * @param choice an id, for the default of every option, or a JSON object
     * @param source origin of the choice, for messages
     * @throws org.exeunt.api.error.ExeuntException if the choice is not JSON, the plugin is not available, or an option
     *     is invalid or missing
     */
    public <T> PluginChoice<T> choose(Class<? super T> contract, String choice, String source) {
        JsonNode written = choice.startsWith("{") ? JsonText.parse(source, choice) : TextNode.valueOf(choice);
        BindingContext context = new BindingContext(registry, Map.of(), RecordBinder::noOpenSection);
        PluginKind kind = new PluginKind(contract);
        ConfigLocation location = new ConfigLocation(KeyPath.ROOT.key(kind.id()), ValueOrigin.FILE);
        Optional<Object> chosen = new ChoiceType(kind).read(written, location, null, context);
        if (!context.problems().isEmpty()) {
            throw ProblemReport.of(source, context.problems());
        }
        @SuppressWarnings("unchecked") // the registry indexes plugins by their contract
        PluginChoice<T> plugin = (PluginChoice<T>) chosen.orElseThrow();
        return plugin;
    }

    private static Optional<Class<? extends Record>> noOpenSection(BindingContext context) {
        throw new IllegalStateException("this configuration has no open section");
    }

    /** Binds a tree; {@code earlier} are the problems found before. */
    public <R extends Record> ConfigReading<R> read(
            Class<R> type,
            String source,
            JsonNode root,
            Map<KeyPath, String> overridden,
            Function<BindingContext, Optional<Class<? extends Record>>> openSection,
            List<Problem> earlier) {
        BindingContext context = new BindingContext(registry, overridden, openSection);
        ConfigLocation location = new ConfigLocation(KeyPath.ROOT, ValueOrigin.FILE);
        Optional<R> value = Optional.empty();
        if (root instanceof ObjectNode section) {
            value = new SectionReader(type, EDITOR_KEYS, "the configuration")
                    .read(section, location, context)
                    .map(type::cast);
        } else {
            context.reject(location, root, "must be a JSON object: { \"name\": ... }; found " + JsonFormat.kind(root));
        }
        List<Problem> problems = new ArrayList<>(earlier);
        problems.addAll(context.problems());
        return new ConfigReading<>(
                source, problems.isEmpty() ? value : Optional.empty(), problems, context.explained());
    }
}
