package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The option type of whole numbers. As in JSON Schema, {@code 1.0} and {@code 1e3} are whole numbers; {@code 1.5} is
 * not.
 */
record IntegerType(long smallest, long largest, LongFunction<Object> boxed) implements OptionType {
    static IntegerType ofInt() {
        return new IntegerType(Integer.MIN_VALUE, Integer.MAX_VALUE, number -> (int) number);
    }

    static IntegerType ofLong() {
        return new IntegerType(Long.MIN_VALUE, Long.MAX_VALUE, number -> number);
    }

    @Override
    public String typeText(OptionSpec spec) {
        return NumberType.typeText("a whole number", spec);
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation location, OptionSpec spec, BindingContext context) {
        if (!value.isNumber() || hasFraction(value.decimalValue())) {
            return context.rejectType(location, value, this, spec);
        }
        BigDecimal exact = value.decimalValue();
        if (!Range.of(spec.option()).contains(exact)) {
            return context.reject(location, value, "must be " + spec.rangeWithNotes());
        }
        if (exact.compareTo(BigDecimal.valueOf(smallest)) < 0 || exact.compareTo(BigDecimal.valueOf(largest)) > 0) {
            return context.reject(location, value, "must be from %d to %d".formatted(smallest, largest));
        }
        return Optional.of(boxed.apply(exact.longValueExact()));
    }

    private static boolean hasFraction(BigDecimal number) {
        return number.signum() != 0 && number.stripTrailingZeros().scale() > 0;
    }

    @Override
    public JsonNode write(Object value) {
        return LongNode.valueOf(((Number) value).longValue());
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        schema.put("type", "integer");
        NumberType.describeRange(schema, Range.of(spec.option()));
        if (!schema.has("minimum") && !schema.has("exclusiveMinimum")) {
            schema.put("minimum", smallest);
        }
        if (!schema.has("maximum") && !schema.has("exclusiveMaximum")) {
            schema.put("maximum", largest);
        }
    }

    @Override
    public boolean hasRange() {
        return true;
    }
}
