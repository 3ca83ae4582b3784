package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.config.plugins.PluginRegistry;

/**
 * Reads JSON into records whose components carry {@link org.exeunt.api.plugin.Option}: the only way from a text to options. Safe for any number
 * of threads.
 */
public final class RecordBinder {
    private static final Set<String> FOR_EDITORS = Set.of("$schema");

    private final PluginRegistry registry;

    /** Makes a binder that finds plugins in {@code registry}. */
    public RecordBinder(PluginRegistry registry) {
        this.registry = registry;
    }

    /**
     * Reads a whole text.
     *
     * @param source name of the text, for messages
     * @throws org.exeunt.api.error.ExeuntException CONFIG-02 if it is not JSON, CONFIG-05 if it is nested too deep
     */
    public <R extends Record> ConfigReading<R> read(Class<R> type, String source, String json) {
        JsonText.Parsed parsed = JsonText.parse(source, json);
        return read(type, source, parsed.root(), Map.of(), OpenSection.NONE, parsed.repeated());
    }

    /**
     * Returns a plugin of a kind with the default of every option.
     *
     * @param source who chose it, for messages
     * @throws org.exeunt.api.error.ExeuntException if it is not there or has options without default
     */
    public <T> PluginChoice<T> choose(Class<? super T> contract, String id, String source) {
        BindingContext reading = new BindingContext(registry, Map.of(), OpenSection.NONE);
        ConfigLocation place = new ConfigLocation(
                KeyPath.ROOT.key(new ChoiceType(contract).kind().id()), ValueOrigin.FILE);
        Optional<Object> choice = new ChoiceType(contract).read(TextNode.valueOf(id), place, null, reading);
        @SuppressWarnings("unchecked") // the registry keeps plugins by what they make
        PluginChoice<T> chosen =
                (PluginChoice<T>) choice.orElseThrow(() -> ProblemReport.of(source, reading.problems()));
        return chosen;
    }

    /** Reads a tree; {@code before} are problems found on the way to it. */
    <R extends Record> ConfigReading<R> read(
            Class<R> type,
            String source,
            JsonNode root,
            Map<KeyPath, String> overridden,
            OpenSection openSection,
            List<Problem> before) {
        BindingContext reading = new BindingContext(registry, overridden, openSection);
        ConfigLocation place = new ConfigLocation(KeyPath.ROOT, ValueOrigin.FILE);
        Optional<R> value = Optional.empty();
        if (root instanceof ObjectNode section) {
            value = new SectionReader(type, FOR_EDITORS, "the configuration")
                    .read(section, place, reading)
                    .map(type::cast);
        } else {
            reading.refused(place, root, "must be a JSON object: { \"name\": ... }; found " + JsonFormat.kind(root));
        }
        List<Problem> problems = new ArrayList<>(before);
        problems.addAll(reading.problems());
        return new ConfigReading<>(
                source, problems.isEmpty() ? value : Optional.empty(), problems, reading.explained());
    }
}
