package org.exeunt.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.config.plugins.PluginKind;

/** Maps Java types to option types. */
final class OptionTypes {
    private OptionTypes() {}

    /** Returns the option type of a Java type; empty if it is not supported. */
    static Optional<OptionType> of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return ofGeneric(generic.getRawType(), generic.getActualTypeArguments()[0]);
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
        if (type == Optional.class) {
            return of(argument)
                    .filter(inner -> !(inner instanceof OptionalType))
                    .map(OptionalType::new);
        }
        return Optional.empty();
    }

    private static Optional<OptionType> ofClass(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return Optional.of(new BooleanType());
        }
        if (type == int.class || type == Integer.class) {
            return Optional.of(IntegerType.ofInt());
        }
        if (type == long.class || type == Long.class) {
            return Optional.of(IntegerType.ofLong());
        }
        if (type == double.class || type == Double.class) {
            return Optional.of(new NumberType());
        }
        if (type == String.class) {
            return Optional.of(new StringType());
        }
        if (type == Path.class) {
            return Optional.of(new PathType());
        }
        if (type.isEnum()) {
            return Optional.of(new EnumType(type.asSubclass(Enum.class).getEnumConstants()));
        }
        if (type == Record.class) {
            return Optional.of(new SectionType(Optional.empty()));
        }
        return type.isRecord()
                ? Optional.of(new SectionType(Optional.of(type.asSubclass(Record.class))))
                : Optional.empty();
    }
}
