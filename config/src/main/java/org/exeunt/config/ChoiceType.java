package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import java.util.Set;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.config.plugins.InstalledPlugin;
import org.exeunt.config.plugins.Lookup;
import org.exeunt.config.plugins.PluginKind;

/** A plugin with its options: {@code {"type": id, ...}}, or only the id. */
record ChoiceType(PluginKind kind) implements OptionType {
    static final String TYPE = "type";

    private static final int LONGEST_ID = 100;

    ChoiceType(Class<?> contract) {
        this(new PluginKind(contract));
    }

    @Override
    public String typeText(OptionSpec spec) {
        return "%s: {\"type\": id, ...} or only the id".formatted(kind.one());
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation place, OptionSpec spec, BindingContext reading) {
        if (value.isTextual()) {
            return read(value, JsonNodeFactory.instance.objectNode(), place, place, reading);
        }
        if (!value.isObject()) {
            return reading.wrongType(place, value, this, spec);
        }
        JsonNode id = value.has(TYPE) ? value.get(TYPE) : usualId(spec).orElse(null);
        KeyPath idPath = place.path().key(TYPE);
        ConfigLocation idPlace = value.has(TYPE) || id == null
                ? reading.inside(place.at(idPath))
                : new ConfigLocation(idPath, ValueOrigin.DEFAULT);
        if (id == null || !id.isTextual()) {
            String ids = reading.idsOf(kind);
            return id == null
                    ? reading.absent(idPlace, "is missing: the id of a %s, such as %s".formatted(kind, ids))
                    : reading.refused(idPlace, id, "must be the id of a %s, such as %s".formatted(kind, ids));
        }
        return read(id, (ObjectNode) value, idPlace, place, reading);
    }

    /** The plugin of the option's default: a section without a type changes only its options. */
    private static Optional<JsonNode> usualId(OptionSpec spec) {
        return Optional.ofNullable(spec)
                .flatMap(OptionSpec::defaultValue)
                .flatMap(usual -> Optional.ofNullable(usual.isTextual() ? usual : usual.get(TYPE)));
    }

    private Optional<Object> read(
            JsonNode id, ObjectNode section, ConfigLocation idPlace, ConfigLocation place, BindingContext reading) {
        if (id.textValue().length() > LONGEST_ID) {
            return reading.refused(
                    idPlace, id, "must be the id of a %s, such as %s".formatted(kind, reading.idsOf(kind)));
        }
        Lookup answer = reading.registry().lookUp(kind.contract(), id.textValue());
        if (answer instanceof Lookup.Refused refused) {
            return reading.refused(idPlace, id, refused);
        }
        InstalledPlugin plugin = ((Lookup.Found) answer).plugin();
        reading.chosen(place.path().key(TYPE), idPlace.origin(), kind, plugin);
        return new SectionReader(plugin.options(), Set.of(TYPE), "%s '%s'".formatted(kind, plugin.id()))
                .read(section, place, reading)
                .map(options -> new PluginChoice<>(plugin.plugin(), options));
    }

    @Override
    public JsonNode write(Object value) {
        PluginChoice<?> choice = (PluginChoice<?>) value;
        ObjectNode section = JsonNodeFactory.instance.objectNode();
        section.put(TYPE, choice.plugin().id());
        return section.setAll(RecordWriter.write(choice.options()));
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        String any = parts.choice(kind);
        Optional<String> usual = usualId(spec).flatMap(id -> parts.pluginOf(kind, id.textValue()));
        if (usual.isEmpty()) {
            schema.put("$ref", any);
        } else {
            ArrayNode forms = schema.putArray("anyOf");
            forms.addObject().put("$ref", any);
            forms.addObject().put("$ref", usual.get());
        }
    }

    @Override
    public JsonNode parseDefault(String written) {
        try {
            return JsonText.parse("default", written).root();
        } catch (ExeuntException notJson) {
            return TextNode.valueOf(written);
        }
    }

    @Override
    public boolean isLeaf() {
        return false;
    }
}
