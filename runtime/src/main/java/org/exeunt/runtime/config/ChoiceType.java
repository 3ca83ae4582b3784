package org.exeunt.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import java.util.Set;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Choice;
import org.exeunt.runtime.plugins.InstalledPlugin;
import org.exeunt.runtime.plugins.Lookup;
import org.exeunt.runtime.plugins.PluginKind;

/** A plugin with its options: {@code {"type": id, ...}}, or only the id. */
record ChoiceType(PluginKind kind) implements OptionType {
    static final String TYPE = "type";

    ChoiceType(Class<?> contract) {
        this(new PluginKind(contract));
    }

    @Override
    public String noun(OptionSpec spec) {
        return "a %s: {\"type\": id, ...} or only the id".formatted(kind);
    }

    @Override
    public Optional<Object> read(JsonNode value, Place place, OptionSpec spec, Reading reading) {
        if (value.isTextual()) {
            return read(value, JsonNodeFactory.instance.objectNode(), place, place, reading);
        }
        if (!value.isObject()) {
            return reading.wrongType(place, value, this, spec);
        }
        JsonNode id = value.get(TYPE);
        Place idPlace = reading.inside(place.at(place.path().key(TYPE)));
        if (id == null || !id.isTextual()) {
            String ids = reading.idsOf(kind);
            return id == null
                    ? reading.absent(idPlace, "is missing: the id of a %s, such as %s".formatted(kind, ids))
                    : reading.refused(idPlace, id, "must be the id of a %s, such as %s".formatted(kind, ids));
        }
        return read(id, (ObjectNode) value, idPlace, place, reading);
    }

    private Optional<Object> read(JsonNode id, ObjectNode section, Place idPlace, Place place, Reading reading) {
        Lookup answer = reading.registry().lookUp(kind.contract(), id.textValue());
        if (answer instanceof Lookup.Refused refused) {
            return reading.refused(idPlace, id, refused);
        }
        InstalledPlugin plugin = ((Lookup.Found) answer).plugin();
        reading.chosen(place.path().key(TYPE), idPlace.origin(), kind, plugin);
        return new SectionReader(plugin.options(), Set.of(TYPE), "%s '%s'".formatted(kind, plugin.id()))
                .read(section, place, reading)
                .map(options -> new Choice<>(plugin.plugin(), options));
    }

    @Override
    public JsonNode write(Object value) {
        Choice<?> choice = (Choice<?>) value;
        ObjectNode section = JsonNodeFactory.instance.objectNode();
        section.put(TYPE, choice.plugin().id());
        return section.setAll(RecordWriter.write(choice.options()));
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        schema.put("$ref", parts.choice(kind));
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
