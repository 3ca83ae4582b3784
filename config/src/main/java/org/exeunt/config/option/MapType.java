package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An object with names of the user's choice and values of one type, in their order. If the values are of any type, the
 * names are keys of a run's configuration, and the id of a strategy stands for an object that chooses it.
 */
record MapType(OptionType element) implements OptionType {
    /** The definition of keys of a run in a schema. */
    static final String KEYS = "#/$defs/keys";

    private boolean isRun() {
        return element instanceof AnyType;
    }

    @Override
    public String typeText(OptionSpec spec) {
        return isRun()
                ? "an object of keys of a run, such as { \"training.rounds\": 10 }, or the id of a strategy"
                : "an object {...} of %snames, each with %s"
                        .formatted(spec.option().minItems() > 0 ? "one or more " : "", element.typeText(spec));
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation location, OptionSpec spec, BindingContext context) {
        if (isRun() && value.isTextual()) {
            return Optional.of(Map.of("strategy", value));
        }
        if (!value.isObject() || value.size() < spec.option().minItems()) {
            return context.rejectType(location, value, this, spec);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        value.properties().forEach(property -> element.read(
                        property.getValue(), location.at(location.path().key(property.getKey())), spec, context)
                .ifPresent(read -> values.put(property.getKey(), read)));
        return values.size() == value.size() ? Optional.of(values) : Optional.empty();
    }

    @Override
    public JsonNode write(Object value) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        ((Map<?, ?>) value).forEach((name, each) -> object.set((String) name, element.write(each)));
        return object;
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        if (isRun()) {
            ArrayNode forms = schema.putArray("anyOf");
            forms.addObject().put("type", "string");
            forms.addObject().put("$ref", KEYS);
            return;
        }
        schema.put("type", "object");
        if (spec.option().minItems() > 0) {
            schema.put("minProperties", spec.option().minItems());
        }
        element.describe(schema.putObject("additionalProperties"), spec, parts);
    }
}
