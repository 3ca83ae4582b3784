package org.exeunt.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Option;

/** One option as its record component declares it. Immutable. */
public final class OptionSpec {
    private static final ClassValue<List<OptionSpec>> DECLARED = new ClassValue<>() {
        @Override
        protected List<OptionSpec> computeValue(Class<?> options) {
            return declared(options.asSubclass(Record.class));
        }
    };

    private final String key;
    private final OptionType type;
    private final Option option;
    private final List<Method> accessors;

    private OptionSpec(String key, OptionType type, Option option, List<Method> accessors) {
        this.key = key;
        this.type = type;
        this.option = option;
        this.accessors = accessors;
    }

    /**
     * Returns the options of a record class in declaration order, those of records {@linkplain Option#inPlace in place} among them.
     *
     * @throws ExeuntException PLUGIN-05 if a component carries no {@link Option} or has a type no option can have, or a key comes twice
     */
    public static List<OptionSpec> of(Class<? extends Record> options) {
        return DECLARED.get(options);
    }

    private static List<OptionSpec> declared(Class<? extends Record> options) {
        List<OptionSpec> specs = new ArrayList<>();
        collect(options, List.of(), specs);
        Set<String> keys = new HashSet<>();
        for (OptionSpec spec : specs) {
            if (!keys.add(spec.key())) {
                throw faulty("%s has the option '%s' twice".formatted(options.getName(), spec.key()));
            }
        }
        return List.copyOf(specs);
    }

    /** Returns whether a component stands for the options of its record. */
    static boolean isInPlace(RecordComponent component) {
        Option option = component.getAnnotation(Option.class);
        return option != null && option.inPlace() && component.getType().isRecord();
    }

    private static void collect(Class<? extends Record> options, List<Method> outer, List<OptionSpec> specs) {
        for (RecordComponent component : options.getRecordComponents()) {
            List<Method> accessors = new ArrayList<>(outer);
            accessors.add(component.getAccessor());
            if (isInPlace(component)) {
                collect(component.getType().asSubclass(Record.class), accessors, specs);
            } else {
                specs.add(of(options, component, List.copyOf(accessors)));
            }
        }
    }

    private static OptionSpec of(Class<?> options, RecordComponent component, List<Method> accessors) {
        Option option = component.getAnnotation(Option.class);
        String where = "component '%s' of %s".formatted(component.getName(), options.getName());
        if (option == null) {
            throw faulty(where + " carries no @Option");
        }
        if (option.inPlace()) {
            throw faulty(where + " is no record, so its options cannot be in place");
        }
        OptionType type = OptionTypes.of(component.getGenericType())
                .orElseThrow(() -> faulty("%s has the type %s, which no option can have"
                        .formatted(where, component.getGenericType().getTypeName())));
        return new OptionSpec(Kebab.ofComponent(component.getName()), type, option, accessors);
    }

    private static ExeuntException faulty(String words) {
        return new ExeuntException(ConfigErrors.FAULTY_OPTIONS, words);
    }

    /** Returns its name in configurations. */
    public String key() {
        return key;
    }

    /** Returns one sentence: what it does. */
    public String description() {
        return option.value();
    }

    /** Returns the unit, empty if it has none. */
    public String unit() {
        return option.unit();
    }

    /** Returns what can be written, in words: {@code a number above 0 and at most 1}. */
    public String typeText() {
        return type.typeText(this);
    }

    /** Returns the range in words, empty if there is none. */
    public String range() {
        return type.hasRange() ? Range.of(option).words() : "";
    }

    /** Returns whether a configuration may leave it out. */
    public boolean mayBeLeftOut() {
        return !option.defaultValue().isEmpty() || type instanceof OptionalType;
    }

    /** Returns the default; empty if the option must be given, or is simply absent when it is not. */
    public Optional<JsonNode> defaultValue() {
        return parsed(option.defaultValue());
    }

    /** Returns the default that holds instead under a preset. */
    Optional<JsonNode> byPreset(String preset) {
        return Arrays.stream(option.presets())
                .filter(text -> text.startsWith(preset + "="))
                .findFirst()
                .flatMap(text -> parsed(text.substring(preset.length() + 1)));
    }

    private Optional<JsonNode> parsed(String written) {
        try {
            return written.isEmpty() ? Optional.empty() : Optional.of(type.parseDefault(written));
        } catch (ExeuntException e) {
            throw new ExeuntException(
                    ConfigErrors.FAULTY_OPTIONS, "default '%s' of option '%s' is not JSON".formatted(written, key), e);
        }
    }

    OptionType type() {
        return type;
    }

    Option option() {
        return option;
    }

    /** Returns whether it takes values of a type itself, not only lists of them. */
    boolean isOfType(OptionType candidate) {
        return type == candidate || type instanceof OptionalType optional && optional.inner() == candidate;
    }

    /** Returns range, unit and default in words, for a value of the right type that lies outside. */
    String rangeWithNotes(OptionType found) {
        return Range.of(option).words(unit()) + notes(found);
    }

    /** Returns type, unit, range and default in words. */
    String typeTextWithNotes(OptionType wanted) {
        return wanted.typeText(this) + notes(wanted);
    }

    private String notes(OptionType wanted) {
        return !option.defaultValue().isEmpty() && wanted.isLeaf() && isOfType(wanted)
                ? " (default %s)".formatted(option.defaultValue())
                : "";
    }

    /** Returns the value of this option in a record. */
    Object valueIn(Record options) {
        Object value = options;
        for (Method accessor : accessors) {
            value = read(value, accessor);
        }
        return value;
    }

    private Object read(Object options, Method accessor) {
        try {
            accessor.setAccessible(true); // options records need not be public
            return accessor.invoke(options);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot read option '" + key + "'", e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("reading option '%s' failed: %s".formatted(key, e.getCause()), e);
        }
    }
}
