package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A whole number. Written with a point or an exponent it is one still, if nothing is lost: {@code 1.0} and {@code 1e3} are, as they are for
 * JSON Schema; {@code 1.5} is not.
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
    public Optional<Object> read(JsonNode value, ConfigLocation place, OptionSpec spec, BindingContext reading) {
        if (!value.isNumber() || hasFraction(value.decimalValue())) {
            return reading.wrongType(place, value, this, spec);
        }
        BigDecimal exact = value.decimalValue();
        if (exact.compareTo(BigDecimal.valueOf(smallest)) < 0) {
            return outside(place, value, spec, reading, "at least " + smallest);
        }
        if (exact.compareTo(BigDecimal.valueOf(largest)) > 0) {
            return outside(place, value, spec, reading, "at most " + largest);
        }
        long number = exact.longValueExact();
        if (!Range.of(spec.option()).contains(number)) {
            return reading.refused(place, value, "must be " + spec.rangeWithNotes(this));
        }
        return Optional.of(boxed.apply(number));
    }

    private Optional<Object> outside(
            ConfigLocation place, JsonNode value, OptionSpec spec, BindingContext reading, String limit) {
        String range = spec.range().isEmpty() ? limit : spec.rangeWithNotes(this);
        return reading.refused(place, value, "must be " + range);
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
