package org.exeunt.config.option;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginKind;
import org.exeunt.config.plugins.PluginRegistry;

/** Builds the definitions of a schema: one per kind of plugin that an option can choose, one per plugin of the kind. */
public final class SchemaParts {
    private final PluginRegistry registry;
    private final Map<String, ObjectNode> definitions = new TreeMap<>();

    public SchemaParts(PluginRegistry registry) {
        this.registry = registry;
    }

    public Map<String, ObjectNode> definitions() {
        return definitions;
    }

    /** Adds the options of a section, and forbids other keys. */
    public void section(ObjectNode schema, Class<? extends Record> options) {
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        for (OptionSpec spec : OptionSpec.of(options)) {
            ObjectNode property = properties.putObject(spec.key());
            spec.type().describe(property, spec, this);
            property.put("description", spec.description() + (spec.unit().isEmpty() ? "" : " (" + spec.unit() + ")"));
            spec.defaultValue().ifPresent(value -> property.set("default", value));
            if (!spec.mayBeLeftOut()) {
                required.add(spec.key());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.put("additionalProperties", false);
    }

    /** Returns a reference to the definition of a choice of this kind, which is added if missing. */
    String choice(PluginKind kind) {
        String name = kind.id();
        if (!definitions.containsKey(name)) {
            ObjectNode definition = JsonNodeFactory.instance.objectNode();
            definitions.put(name, definition); // before the plugins: their options may choose plugins of the same kind
            define(definition, kind);
        }
        return reference(name);
    }

    /**
     * Returns a reference to the options of a plugin; the kind must have been added. Empty if the plugin cannot be
     * chosen.
     */
    Optional<String> pluginOf(PluginKind kind, String id) {
        String name = definition(kind, id);
        return definitions.containsKey(name) ? Optional.of(reference(name)) : Optional.empty();
    }

    private static String definition(PluginKind kind, String id) {
        return kind.id() + "." + id;
    }

    private void define(ObjectNode definition, PluginKind kind) {
        definition.put("title", kind.label());
        ArrayNode forms = definition.putArray("anyOf");
        ArrayNode shortForms = forms.addObject().putArray("enum");
        ObjectNode section = forms.addObject().put("type", "object");
        section.putArray("required").add(ChoiceType.TYPE);
        ArrayNode ids =
                section.putObject("properties").putObject(ChoiceType.TYPE).putArray("oneOf");
        ArrayNode cases = section.putArray("allOf");
        for (InstalledPlugin plugin : registry.choosable(kind.contract())) {
            Optional<String> options = plugin(kind, plugin);
            if (options.isEmpty()) {
                continue;
            }
            ids.addObject().put("const", plugin.id()).put("description", plugin.summary());
            if (OptionSpec.of(plugin.options()).stream().allMatch(OptionSpec::mayBeLeftOut)) {
                shortForms.add(plugin.id());
            }
            ObjectNode oneCase = cases.addObject();
            ObjectNode condition = oneCase.putObject("if");
            condition.putObject("properties").putObject(ChoiceType.TYPE).put("const", plugin.id());
            condition.putArray("required").add(ChoiceType.TYPE);
            oneCase.putObject("then").put("$ref", options.get());
        }
        if (cases.isEmpty()) { // no plugin can be chosen
            section.put("not", true).remove(List.of("properties", "allOf"));
        }
    }

    /**
     * Returns a reference to the options of a plugin; empty if the options record is defective, so that it cannot be
     * chosen.
     */
    private Optional<String> plugin(PluginKind kind, InstalledPlugin plugin) {
        ObjectNode definition = JsonNodeFactory.instance.objectNode();
        try {
            section(definition, plugin.options());
        } catch (ExeuntException faulty) {
            return Optional.empty();
        }
        ObjectNode type = JsonNodeFactory.instance.objectNode().put("const", plugin.id());
        ObjectNode properties = JsonNodeFactory.instance.objectNode();
        properties.set(ChoiceType.TYPE, type);
        properties.setAll((ObjectNode) definition.get("properties"));
        definition.set("properties", properties);
        definition.put("description", plugin.summary());
        String name = definition(kind, plugin.id());
        definitions.put(name, definition);
        return Optional.of(reference(name));
    }

    private static String reference(String name) {
        return "#/$defs/" + name;
    }
}
