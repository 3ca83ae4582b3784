package org.exeunt.config;

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
import org.exeunt.api.error.ExeuntException;

/**
 * Reads one section into its record.
 *
 * @param options the record class
 * @param besides keys of the section that are not the record's
 * @param owner whose options they are, in words
 */
record SectionReader(Class<? extends Record> options, Set<String> besides, String owner) {
    private static final String PRESET = "preset";

    Optional<Record> read(ObjectNode section, ConfigLocation place, BindingContext reading) {
        List<OptionSpec> specs;
        try {
            specs = OptionSpec.of(options);
            specs.forEach(this::check);
        } catch (ExeuntException faulty) {
            reading.faulty(place, owner, faulty);
            return Optional.empty();
        }
        refuseUnknownKeys(section, specs, place, reading);
        String preset = preset(section, specs);
        Object[] values = new Object[specs.size()];
        boolean complete = true;
        for (int i = 0; i < values.length; i++) {
            Optional<Object> value = read(specs.get(i), preset, section, place, reading);
            values[i] = value.orElse(null);
            complete &= value.isPresent();
        }
        return complete ? make(values, place, reading) : Optional.empty();
    }

    private void check(OptionSpec spec) {
        spec.defaultValue();
        if (besides.contains(spec.key())) {
            throw new ExeuntException(
                    ConfigErrors.FAULTY_OPTIONS,
                    "%s has an option '%s', a key that is taken".formatted(options.getName(), spec.key()));
        }
    }

    private void refuseUnknownKeys(
            ObjectNode section, List<OptionSpec> specs, ConfigLocation place, BindingContext reading) {
        Set<String> keys = new TreeSet<>(besides);
        specs.forEach(spec -> keys.add(spec.key()));
        keys.forEach(key -> reading.known(place.path().key(key)));
        section.properties().stream()
                .filter(property -> !keys.contains(property.getKey()))
                .forEach(property -> reading.unknown(
                        place.at(place.path().key(property.getKey())), property.getValue(), owner, keys));
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
            OptionSpec spec, String preset, ObjectNode section, ConfigLocation place, BindingContext reading) {
        ConfigLocation inner = place.at(place.path().key(spec.key()));
        JsonNode written = section.get(spec.key());
        if (written != null) {
            return read(spec, written, reading.inside(inner), reading);
        }
        Optional<JsonNode> byPreset = spec.byPreset(preset);
        if (byPreset.isPresent()) {
            return read(spec, byPreset.get(), new ConfigLocation(inner.path(), ValueOrigin.PRESET), reading);
        }
        Optional<JsonNode> defaultValue = spec.defaultValue();
        if (defaultValue.isPresent()) {
            return read(spec, defaultValue.get(), new ConfigLocation(inner.path(), ValueOrigin.DEFAULT), reading);
        }
        if (spec.type() instanceof OptionalType) {
            reading.explain(new ConfigLocation(inner.path(), ValueOrigin.DEFAULT), Optional.empty(), spec);
            return Optional.of(Optional.empty());
        }
        return reading.absent(
                inner, "is missing: %s; must be %s".formatted(spec.description(), spec.typeTextWithNotes(spec.type())));
    }

    private static Optional<Object> read(
            OptionSpec spec, JsonNode value, ConfigLocation place, BindingContext reading) {
        if (spec.type().isLeaf() || value.isArray() && value.isEmpty()) {
            reading.explain(place, Optional.of(value), spec);
        }
        return spec.type().read(value, place, spec, reading);
    }

    private Optional<Record> make(Object[] values, ConfigLocation place, BindingContext reading) {
        try {
            return Optional.of(make(options, Arrays.asList(values).iterator()));
        } catch (InvocationTargetException e) {
            reading.contradiction(place, owner, e.getCause());
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + options.getName(), e);
        }
    }

    private static Record make(Class<? extends Record> type, Iterator<Object> values)
            throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            arguments[i] = OptionSpec.isInPlace(components[i])
                    ? make(components[i].getType().asSubclass(Record.class), values)
                    : values.next();
        }
        Constructor<? extends Record> constructor = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true); // options records need not be public
        return constructor.newInstance(arguments);
    }
}
