package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import java.util.Set;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.config.json.JsonText;
import org.exeunt.config.json.KeyPath;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.PluginKind;

/** The option type of a plugin with its options: {@code {"type": id, ...}}, or only the id. */
public record ChoiceType(PluginKind kind) implements OptionType {
    public static final String TYPE = "type";

    private static final int MAX_ID_LENGTH = 100;

    @Override
    public String typeText(OptionSpec spec) {
        return "%s: {\"type\": id, ...} or only the id".formatted(kind.withArticle());
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation location, OptionSpec spec, BindingContext context) {
        if (value.isTextual()) {
            return read(value, JsonNodeFactory.instance.objectNode(), location, location, context);
        }
        if (!value.isObject()) {
            return context.rejectType(location, value, this, spec);
        }
        JsonNode id = value.has(TYPE) ? value.get(TYPE) : defaultId(spec).orElse(null);
        KeyPath idPath = location.path().key(TYPE);
        ConfigLocation idLocation = value.has(TYPE) || id == null
                ? context.withOverrideOrigin(location.at(idPath))
                : new ConfigLocation(idPath, ValueOrigin.DEFAULT);
        if (id == null || !id.isTextual()) {
            String ids = context.idsOf(kind);
            return id == null
                    ? context.rejectMissing(idLocation, "is missing: the id of a %s, such as %s".formatted(kind, ids))
                    : context.reject(idLocation, id, "must be the id of a %s, such as %s".formatted(kind, ids));
        }
        return read(id, (ObjectNode) value, idLocation, location, context);
    }

    /** Returns the id in the option's default, used for a section without {@code type}. */
    private static Optional<JsonNode> defaultId(OptionSpec spec) {
        return Optional.ofNullable(spec)
                .flatMap(OptionSpec::defaultValue)
                .flatMap(value -> Optional.ofNullable(value.isTextual() ? value : value.get(TYPE)));
    }

    private Optional<Object> read(
            JsonNode id,
            ObjectNode section,
            ConfigLocation idLocation,
            ConfigLocation location,
            BindingContext context) {
        if (id.textValue().length() > MAX_ID_LENGTH) {
            return context.reject(
                    idLocation, id, "must be the id of a %s, such as %s".formatted(kind, context.idsOf(kind)));
        }
        InstalledPlugin plugin;
        try {
            plugin = context.registry().find(kind.contract(), id.textValue());
        } catch (ExeuntException refusal) {
            return context.reject(idLocation, id, refusal);
        }
        context.explainChoice(location.path().key(TYPE), idLocation.origin(), kind, plugin);
        return new SectionReader(plugin.options(), Set.of(TYPE), "%s '%s'".formatted(kind, plugin.id()))
                .read(section, location, context)
                .map(options -> new PluginChoice<>(plugin.plugin(), options));
    }

    @Override
    public JsonNode write(Object value) {
        PluginChoice<?> choice = (PluginChoice<?>) value;
        ObjectNode section = JsonNodeFactory.instance.objectNode();
        section.put(TYPE, choice.plugin().id());
        return section.setAll(OptionSpec.write(choice.options()));
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        String anyPlugin = parts.choice(kind);
        Optional<String> defaultPlugin = defaultId(spec).flatMap(id -> parts.pluginOf(kind, id.textValue()));
        if (defaultPlugin.isEmpty()) {
            schema.put("$ref", anyPlugin);
        } else {
            ArrayNode forms = schema.putArray("anyOf");
            forms.addObject().put("$ref", anyPlugin);
            forms.addObject().put("$ref", defaultPlugin.get());
        }
    }

    @Override
    public JsonNode parseDefault(String written) {
        try {
            return JsonText.parse("default", written);
        } catch (ExeuntException notJson) {
            return TextNode.valueOf(written);
        }
    }

    @Override
    public boolean isLeaf() {
        return false;
    }
}
