package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Optional;

/** The option type of finite numbers; values that overflow or underflow {@code double} are rejected. */
record NumberType() implements OptionType {
    @Override
    public String typeText(OptionSpec spec) {
        return typeText("a number", spec);
    }

    static String typeText(String kind, OptionSpec spec) {
        String range = Range.of(spec.option()).text();
        return kind + (spec.unit().isEmpty() ? "" : " of " + spec.unit()) + (range.isEmpty() ? "" : ", " + range);
    }

    @Override
    public Optional<Object> read(JsonNode value, ConfigLocation location, OptionSpec spec, BindingContext context) {
        if (!value.isNumber()) {
            return context.rejectType(location, value, this, spec);
        }
        double number = value.decimalValue().doubleValue();
        boolean isZero = value.decimalValue().signum() == 0;
        if (Double.isInfinite(number) || number == 0 && !isZero) {
            return context.reject(location, value, "cannot be represented; must be " + spec.typeTextWithNotes());
        }
        if (!Range.of(spec.option()).contains(new BigDecimal(number))) {
            return context.reject(location, value, "must be " + spec.rangeWithNotes());
        }
        return Optional.of(number);
    }

    @Override
    public JsonNode write(Object value) {
        double number = (Double) value;
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("expected a finite number, found " + number);
        }
        return DoubleNode.valueOf(number);
    }

    @Override
    public void describe(ObjectNode schema, OptionSpec spec, SchemaParts parts) {
        schema.put("type", "number");
        describeRange(schema, Range.of(spec.option()));
    }

    static void describeRange(ObjectNode schema, Range range) {
        describeEnd(schema, "minimum", range.min());
        describeEnd(schema, "exclusiveMinimum", range.above());
        describeEnd(schema, "maximum", range.max());
        describeEnd(schema, "exclusiveMaximum", range.below());
    }

    private static void describeEnd(ObjectNode schema, String keyword, double end) {
        if (Range.isOpen(end)) {
            return;
        }
        if (end == Math.rint(end) && Math.abs(end) < 1e15) {
            schema.put(keyword, (long) end);
        } else {
            schema.put(keyword, end);
        }
    }

    @Override
    public boolean hasRange() {
        return true;
    }
}
