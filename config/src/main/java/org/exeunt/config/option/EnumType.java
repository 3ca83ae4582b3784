package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import org.exeunt.config.plugins.KebabCase;
import org.exeunt.config.plugins.NearMiss;

/** The option type of enum constants, written in kebab-case. */
record EnumType(List<Enum<?>> constants) implements OptionType {
    private List<String> names() {
        return constants.stream().map(KebabCase::ofConstant).toList();
    }

    @Override
    public String typeText(OptionSpec spec) {
        List<String> names = names();
        int last = names.size() - 1;
        return last < 1 ? String.join("", names) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation location, OptionSpec spec, BindingContext context) {
        if (!value.isTextual()) {
            return context.rejectType(location, value, this, spec);
        }
        Optional<Enum<?>> constant = constants.stream()
                .filter(candidate -> KebabCase.ofConstant(candidate).equals(value.textValue()))
                .findFirst();
        if (constant.isEmpty()) {
            String hint = NearMiss.hint(value.textValue(), names());
            return context.reject(location, value, "must be " + spec.typeTextWithNotes() + hint);
        }
        return Optional.of(constant.get());
    }

    @Override
    public JsonNode write(Object value) {
        return TextNode.valueOf(KebabCase.ofConstant((Enum<?>) value));
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        names().forEach(schema.putArray("enum")::add);
    }

    @Override
    public JsonNode parseDefault(String written) {
        return StringType.unquoted(written);
    }
}
