package org.exeunt.config.option;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.config.plugins.PluginKind;

/** Maps Java types to option types. */
final class OptionTypes {
    private static final Map<Class<?>, OptionType> PLAIN = Map.of(
            boolean.class, new BooleanType(),
            Boolean.class, new BooleanType(),
            int.class, IntegerType.ofInt(),
            Integer.class, IntegerType.ofInt(),
            long.class, IntegerType.ofLong(),
            Long.class, IntegerType.ofLong(),
            double.class, new NumberType(),
            Double.class, new NumberType(),
            String.class, new StringType(),
            Path.class, new PathType());

    private OptionTypes() {}

    /** Returns the option type of a Java type; empty if it is not supported. */
    static Optional<OptionType> of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return ofGeneric(generic.getRawType(), arguments[arguments.length - 1]);
        }
        return type instanceof Class<?> plain ? ofClass(plain) : Optional.empty();
    }

    private static Optional<OptionType> ofGeneric(Type type, Type argument) {
        if (type == PluginChoice.class) {
            return PluginKind.of(argument).map(ChoiceType::new);
        }
        if (type == List.class) {
            return of(argument)
                    .filter(element -> !(element instanceof OptionalType))
                    .map(ListType::new);
        }
        if (type == Map.class) {
            return of(argument).map(MapType::new);
        }
        if (type == Optional.class) {
            return of(argument)
                    .filter(inner -> !(inner instanceof OptionalType))
                    .map(OptionalType::new);
        }
        return Optional.empty();
    }

    private static Optional<OptionType> ofClass(Class<?> type) {
        if (PLAIN.containsKey(type)) {
            return Optional.of(PLAIN.get(type));
        }
        if (type.isEnum()) {
            return Optional.of(new EnumType(List.of(type.asSubclass(Enum.class).getEnumConstants())));
        }
        if (type == JsonNode.class) {
            return Optional.of(new AnyType());
        }
        if (type == Record.class) {
            return Optional.of(new SectionType(Optional.empty()));
        }
        return type.isRecord()
                ? Optional.of(new SectionType(Optional.of(type.asSubclass(Record.class))))
                : Optional.empty();
    }
}
