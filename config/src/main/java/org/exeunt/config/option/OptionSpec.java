package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Option;
import org.exeunt.config.plugins.KebabCase;

/** An option as declared by a record component. Immutable. */
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
     * Returns the options of a record class in declaration order, including those of records {@linkplain Option#inPlace
     * in place}.
     *
     * @throws ExeuntException PLUGIN-05 if a component has no {@link Option} or an unsupported type, or if a key is
     *     repeated
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
                throw faulty("%s declares the option '%s' twice".formatted(options.getName(), spec.key()));
            }
        }
        return List.copyOf(specs);
    }

    /** Returns whether the options of a nested record are inlined at this component. */
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
            throw faulty(where + " has no @Option");
        }
        if (option.inPlace()) {
            throw faulty(where + " is not a record; only the options of records can be in place");
        }
        OptionType type = OptionTypes.of(component.getGenericType())
                .orElseThrow(() -> faulty("%s has the unsupported option type %s"
                        .formatted(where, component.getGenericType().getTypeName())));
        return new OptionSpec(KebabCase.ofName(component.getName()), type, option, accessors);
    }

    private static ExeuntException faulty(String message) {
        return new ExeuntException(Errors.PLUGIN_05, message);
    }

    /**
     * Returns options by their keys in configurations, an option within a section after it by the keys of both, such as
     * {@code loss.exit-weights}.
     */
    public static Map<String, OptionSpec> withNested(List<OptionSpec> options) {
        Map<String, OptionSpec> all = new LinkedHashMap<>();
        for (OptionSpec option : options) {
            all.put(option.key(), option);
            OptionType type = option.type instanceof OptionalType optional ? optional.inner() : option.type;
            if (type instanceof SectionType section) {
                section.known().ifPresent(nested -> withNested(of(nested))
                        .forEach((key, spec) -> all.put(option.key() + "." + key, spec)));
            }
        }
        return all;
    }

    /** Returns the key in configurations. */
    public String key() {
        return key;
    }

    /** Returns the description: one sentence without a full stop. */
    public String description() {
        return option.value();
    }

    /** Returns what the option affects; empty if that is what the containing option affects. */
    public Optional<Option.Affects> affects() {
        return Arrays.stream(option.affects()).findFirst();
    }

    /** Returns the unit; empty if none. */
    public String unit() {
        return option.unit();
    }

    /** Returns the allowed type and range as text: {@code a number above 0 and at most 1}. */
    public String typeText() {
        return type.typeText(this);
    }

    /** Returns the range as text; empty if unbounded. */
    public String range() {
        return type.hasRange() ? Range.of(option).text() : "";
    }

    /** Returns whether a configuration may omit the option. */
    public boolean mayBeLeftOut() {
        return !option.defaultValue().isEmpty() || type instanceof OptionalType;
    }

    /** Returns the default; empty if the option is required or of type {@link Optional}. */
    public Optional<JsonNode> defaultValue() {
        return parsed(option.defaultValue());
    }

    /** Returns the default as text: JSON, otherwise {@code required} or {@code absent}. */
    public String defaultText() {
        return defaultValue().map(JsonNode::toString).orElse(mayBeLeftOut() ? "absent" : "required");
    }

    /** Returns whether a preset changes the default. */
    boolean followsPreset() {
        return option.presets().length > 0;
    }

    /** Returns the default under a preset; empty if the preset does not change it. */
    Optional<JsonNode> presetDefault(String preset) {
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
                    Errors.PLUGIN_05, "default '%s' of option '%s' is not JSON".formatted(written, key), e);
        }
    }

    OptionType type() {
        return type;
    }

    Option option() {
        return option;
    }

    /** Returns range and default as text, for a value of the right type that is out of range. */
    String rangeWithNotes() {
        return range() + notes();
    }

    /** Returns type, unit, range and default as text. */
    String typeTextWithNotes() {
        return typeText() + notes();
    }

    private String notes() {
        return !option.defaultValue().isEmpty() && type.isLeaf()
                ? " (default %s)".formatted(option.defaultValue())
                : "";
    }

    /**
     * Returns options as JSON that can be read back: all options in declaration order, except absent optional ones and
     * those that affect nothing.
     */
    public static ObjectNode write(Record options) {
        ObjectNode section = JsonNodeFactory.instance.objectNode();
        for (OptionSpec spec : of(options.getClass())) {
            JsonNode value = spec.affects().equals(Optional.of(Option.Affects.NOTHING))
                    ? null
                    : spec.type.write(spec.valueIn(options));
            if (value != null) {
                section.set(spec.key, value);
            }
        }
        return section;
    }

    /** Returns the value of this option in a record. */
    private Object valueIn(Record options) {
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
