package org.exeunt.testkit.contract;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.config.plugins.KebabCase;
import org.exeunt.runtime.store.codec.RecordShape;

/** Options that differ from given ones in one option. */
final class OtherOptions {
    /** The likely cause of a failed check of a rule on {@link #withoutEffect}. */
    static final String HINT = "an option without effect is not read, or no variant has the settings under which it "
            + "acts: add such a variant, or name the option in optionsWithoutEffect and test it in another way; an "
            + "option with an effect is not to be named there";

    private OtherOptions() {}

    /**
     * Returns the keys of options of which no other value, in no variant, changes what the variant does. Variants of
     * several plugins are distinguished.
     *
     * @param result what a variant does, compared by {@code equals}; a variant for which it throws an exception is left
     *     out, and another value for which it does shows no effect
     */
    static <T> SortedSet<String> withoutEffect(
            List<PluginChoice<T>> variants, Function<PluginChoice<T>, Object> result) {
        SortedSet<String> ineffective = new TreeSet<>();
        variants.stream()
                .collect(Collectors.groupingBy(variant -> variant.plugin().id()))
                .values()
                .stream()
                .map(ofPlugin -> withoutEffectOfOne(ofPlugin, result))
                .forEach(ineffective::addAll);
        return ineffective;
    }

    private static <T> Set<String> withoutEffectOfOne(
            List<PluginChoice<T>> variants, Function<PluginChoice<T>, Object> result) {
        List<Record> options = variants.stream().map(PluginChoice::options).toList();
        Set<String> effective = new HashSet<>();
        Set<String> ineffective = new HashSet<>();
        for (PluginChoice<T> variant : variants) {
            Optional<Object> expected = resultOf(variant, result);
            of(variant.options(), options).forEach((key, others) -> {
                for (Record changed : others) {
                    if (expected.isPresent() && !effective.contains(key)) {
                        boolean differs = resultOf(new PluginChoice<>(variant.plugin(), changed), result)
                                .filter(other -> !other.equals(expected.get()))
                                .isPresent();
                        (differs ? effective : ineffective).add(key);
                    }
                }
            });
        }
        ineffective.removeAll(effective);
        return ineffective;
    }

    private static <T> Optional<Object> resultOf(PluginChoice<T> variant, Function<PluginChoice<T>, Object> result) {
        try {
            return Optional.of(result.apply(variant));
        } catch (RuntimeException | AssertionError rejected) {
            return Optional.empty(); // by the plugin, or because it rejects everything that the contract offers
        }
    }

    /**
     * Returns, by the key of each option, copies of the options with another allowed value of this option: neighbours
     * of a number, all other constants, and the values of the peers. No copies if no other value is known.
     *
     * @param peers further options of the same class
     */
    static Map<String, List<Record>> of(Record options, List<? extends Record> peers) {
        Map<String, List<Record>> others = new LinkedHashMap<>();
        RecordShape shape = RecordShape.of(options.getClass());
        RecordComponent[] components = options.getClass().getRecordComponents();
        for (int i = 0; i < shape.size(); i++) {
            int component = i;
            Object value = shape.read(options, i);
            List<Object> ofPeers =
                    peers.stream().map(peer -> shape.read(peer, component)).toList();
            Option option = components[i].getAnnotation(Option.class);
            String key = KebabCase.ofName(components[i].getName());
            if (value instanceof Record section && !(value instanceof PluginChoice<?>)) {
                of(section, ofPeers.stream().map(Record.class::cast).toList())
                        .forEach((inner, copies) -> others.put(
                                option.inPlace() ? inner : key + "." + inner,
                                copies.stream()
                                        .flatMap(copy -> with(options, component, copy).stream())
                                        .toList()));
            } else {
                others.put(
                        key,
                        Stream.concat(otherValues(shape.type(i), value, option), ofPeers.stream())
                                .filter(other -> !other.equals(value))
                                .distinct()
                                .flatMap(other -> with(options, component, other).stream())
                                .toList());
            }
        }
        return others;
    }

    /** Returns a copy with another value of a component; empty if the record rejects it. */
    private static Optional<Record> with(Record options, int component, Object value) {
        RecordShape shape = RecordShape.of(options.getClass());
        Object[] values = shape.read(options);
        values[component] = value;
        try {
            return Optional.of(shape.create(values));
        } catch (IllegalArgumentException rejected) {
            return Optional.empty();
        }
    }

    private static Stream<Object> otherValues(Type type, Object value, Option option) {
        if (value instanceof Boolean flag) {
            return Stream.of(!flag);
        }
        if (value instanceof Enum<?> constant) {
            return Arrays.stream(constant.getDeclaringClass().getEnumConstants());
        }
        if (value instanceof Integer number) {
            return allowed(option, number - 1, number + 1, 2.0 * number).mapToObj(other -> (int) other);
        }
        if (value instanceof Long number) {
            return allowed(option, number - 1, number + 1, 2.0 * number).mapToObj(other -> (long) other);
        }
        if (value instanceof Double number) {
            return allowed(option, number / 2, number * 2, (number + 1) / 2, option.min(), option.max())
                    .boxed()
                    .map(Object.class::cast);
        }
        if (value instanceof Optional<?> optional) {
            Type inner = ((ParameterizedType) type).getActualTypeArguments()[0];
            return Stream.concat(
                    Stream.of(Optional.empty()),
                    otherValues(inner, optional.isPresent() ? optional.get() : someValue(inner), option)
                            .map(Optional::of));
        }
        if (value instanceof List<?> list && !list.isEmpty()) {
            Type inner = ((ParameterizedType) type).getActualTypeArguments()[0];
            return Stream.concat(
                    Stream.of(list.subList(0, list.size() - 1)),
                    otherValues(inner, list.get(0), option).map(first -> {
                        List<Object> changed = new ArrayList<>(list);
                        changed.set(0, first);
                        return List.copyOf(changed);
                    }));
        }
        return value instanceof PluginChoice<?> choice ? otherChoices(choice) : Stream.empty();
    }

    private static <T> Stream<Object> otherChoices(PluginChoice<T> choice) {
        return of(choice.options(), List.of()).values().stream()
                .flatMap(List::stream)
                .map(options -> new PluginChoice<>(choice.plugin(), options));
    }

    private static Object someValue(Type type) {
        return type == Double.class ? 0.5 : type == Integer.class ? 1 : type == Boolean.class ? true : "";
    }

    private static DoubleStream allowed(Option option, double... numbers) {
        return Arrays.stream(numbers)
                .filter(Double::isFinite)
                .filter(number -> number >= option.min() && number <= option.max())
                .filter(number -> number > option.above() || Double.isInfinite(option.above()))
                .filter(number -> number < option.below() || Double.isInfinite(option.below()));
    }
}
