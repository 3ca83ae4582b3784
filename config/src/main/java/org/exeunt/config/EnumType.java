package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import org.exeunt.config.plugins.NearMiss;

/** One word of a closed set: an enum, written in kebab-case. */
final class EnumType implements OptionType {
    private final List<Enum<?>> constants;

    EnumType(Enum<?>... constants) {
        this.constants = List.of(constants);
    }

    private List<String> words() {
        return constants.stream().map(Kebab::ofConstant).toList();
    }

    @Override
    public String typeText(OptionSpec spec) {
        List<String> words = words();
        int last = words.size() - 1;
        return last < 1 ? String.join("", words) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation place, OptionSpec spec, BindingContext reading) {
        if (!value.isTextual()) {
            return reading.wrongType(place, value, this, spec);
        }
        Optional<Enum<?>> constant = constants.stream()
                .filter(candidate -> Kebab.ofConstant(candidate).equals(value.textValue()))
                .findFirst();
        if (constant.isEmpty()) {
            String question = NearMiss.question(value.textValue(), words())
                    .map(text -> "; " + text)
                    .orElse("");
            return reading.refused(place, value, "must be " + spec.typeTextWithNotes(this) + question);
        }
        return Optional.of(constant.get());
    }

    @Override
    public JsonNode write(Object value) {
        return TextNode.valueOf(Kebab.ofConstant((Enum<?>) value));
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        words().forEach(schema.putArray("enum")::add);
    }

    @Override
    public JsonNode parseDefault(String written) {
        return StringType.unquoted(written);
    }
}
