package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;

/**
 * Reads a section into an options record.
 *
 * @param options the record class
 * @param reservedKeys keys of the section that are not options of the record
 * @param owner name of the owner of the options, for messages
 */
record SectionReader(Class<? extends Record> options, Set<String> reservedKeys, String owner) {
    private static final String PRESET = "preset";

    Optional<Record> read(ObjectNode section, ConfigLocation location, BindingContext context) {
        List<OptionSpec> specs;
        try {
            specs = OptionSpec.of(options);
            specs.forEach(this::check);
        } catch (ExeuntException faulty) {
            context.addFaultyOptions(location, owner, faulty);
            return Optional.empty();
        }
        rejectUnknownKeys(section, specs, location, context);
        String preset = preset(section, specs);
        Object[] values = new Object[specs.size()];
        boolean complete = true;
        for (int i = 0; i < values.length; i++) {
            Optional<Object> value = read(specs.get(i), preset, section, location, context);
            values[i] = value.orElse(null);
            complete &= value.isPresent();
        }
        return complete ? create(values, location, context) : Optional.empty();
    }

    private void check(OptionSpec spec) {
        spec.defaultValue();
        if (reservedKeys.contains(spec.key())) {
            throw new ExeuntException(
                    Errors.PLUGIN_05,
                    "%s has an option '%s', which is a reserved key".formatted(options.getName(), spec.key()));
        }
    }

    private void rejectUnknownKeys(
            ObjectNode section, List<OptionSpec> specs, ConfigLocation location, BindingContext context) {
        Set<String> keys = new TreeSet<>(reservedKeys);
        specs.forEach(spec -> keys.add(spec.key()));
        section.properties().stream()
                .filter(property -> !keys.contains(property.getKey()))
                .forEach(property -> context.addUnknownKey(
                        location.at(location.path().key(property.getKey())), property.getValue(), owner, keys));
    }

    private static String preset(ObjectNode section, List<OptionSpec> specs) {
        return specs.stream()
                .filter(spec -> spec.key().equals(PRESET))
                .findFirst()
                .flatMap(spec -> Optional.ofNullable(section.get(PRESET)).or(spec::defaultValue))
                .map(JsonNode::asText)
                .orElse("");
    }

    private Optional<Object> read(
            OptionSpec spec, String preset, ObjectNode section, ConfigLocation location, BindingContext context) {
        ConfigLocation inner = location.at(location.path().key(spec.key()));
        JsonNode written = section.get(spec.key());
        if (written != null) {
            return read(spec, written, context.withOverrideOrigin(inner), context);
        }
        Optional<JsonNode> unwritten = spec.presetDefault(preset).or(spec::defaultValue);
        if (unwritten.isPresent()) {
            ValueOrigin origin = spec.followsPreset() ? ValueOrigin.PRESET : ValueOrigin.DEFAULT;
            return read(spec, unwritten.get(), new ConfigLocation(inner.path(), origin), context);
        }
        if (spec.type() instanceof OptionalType) {
            context.explain(new ConfigLocation(inner.path(), ValueOrigin.DEFAULT), Optional.empty(), spec);
            return Optional.of(Optional.empty());
        }
        return context.rejectMissing(
                inner, "is missing: %s; must be %s".formatted(spec.description(), spec.typeTextWithNotes()));
    }

    private static Optional<Object> read(
            OptionSpec spec, JsonNode value, ConfigLocation location, BindingContext context) {
        if (spec.type().isLeaf() || value.isArray() && value.isEmpty()) {
            context.explain(location, Optional.of(value), spec);
        }
        return spec.type().read(value, location, spec, context);
    }

    private Optional<Record> create(Object[] values, ConfigLocation location, BindingContext context) {
        try {
            return Optional.of(create(options, Arrays.asList(values).iterator()));
        } catch (InvocationTargetException e) {
            context.addRecordFailure(location, owner, e.getCause());
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot create " + options.getName(), e);
        }
    }

    private static Record create(Class<? extends Record> type, Iterator<Object> values)
            throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            arguments[i] = OptionSpec.isInPlace(components[i])
                    ? create(components[i].getType().asSubclass(Record.class), values)
                    : values.next();
        }
        Constructor<? extends Record> constructor = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true); // options records need not be public
        return constructor.newInstance(arguments);
    }
}
