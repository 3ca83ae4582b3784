package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The option type of lists; range and pattern of the option apply to each element. */
record ListType(OptionType element) implements OptionType {
    @Override
    public String typeText(OptionSpec spec) {
        int minimum = spec.option().minItems();
        return "a list [...]%s, each %s"
                .formatted(minimum > 0 ? " of at least " + minimum : "", element.typeText(spec));
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation location, OptionSpec spec, BindingContext context) {
        if (!value.isArray()) {
            return context.rejectType(location, value, this, spec);
        }
        if (value.size() < spec.option().minItems()) {
            int minimum = spec.option().minItems();
            return context.reject(
                    location, value, "must have at least %d element%s".formatted(minimum, minimum == 1 ? "" : "s"));
        }
        if (spec.option().distinct()
                && StreamSupport.stream(value.spliterator(), false).distinct().count() < value.size()) {
            return context.reject(location, value, "must be a list of different values");
        }
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            ConfigLocation inner = location.at(location.path().element(i));
            element.read(value.get(i), context.withOverrideOrigin(inner), spec, context)
                    .ifPresent(elements::add);
        }
        return elements.size() == value.size() ? Optional.of(List.copyOf(elements)) : Optional.empty();
    }

    @Override
    public JsonNode write(Object value) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        ((List<?>) value).forEach(item -> array.add(element.write(item)));
        return array;
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        schema.put("type", "array");
        if (spec.option().minItems() > 0) {
            schema.put("minItems", spec.option().minItems());
        }
        if (spec.option().distinct()) {
            schema.put("uniqueItems", true);
        }
        element.describe(schema.putObject("items"), spec, parts);
    }

    @Override
    public boolean isLeaf() {
        return element.isLeaf();
    }

    @Override
    public boolean hasRange() {
        return element.hasRange();
    }
}
