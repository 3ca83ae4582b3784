package org.exeunt.testkit.contract;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.plugin.PluginContext;

/**
 * Finds fields that can change after construction, in an object and in all objects outside the JDK that it refers to.
 */
final class MutableFields {
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<String> found = new ArrayList<>();

    private MutableFields() {}

    /** Returns one sentence per field that can change. */
    static List<String> of(Object root) {
        MutableFields search = new MutableFields();
        search.visit(root);
        return search.found;
    }

    private void visit(Object holder) {
        if (!seen.add(holder)) {
            return;
        }
        for (Class<?> type = holder.getClass(); !isOfTheJdk(type); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    visit(holder, field);
                }
            }
        }
    }

    private void visit(Object holder, Field field) {
        String name = field.getDeclaringClass().getSimpleName() + "." + field.getName();
        if (!Modifier.isFinal(field.getModifiers())) {
            found.add(name + " is not final");
            return;
        }
        Object value = read(holder, field);
        if (value == null || value instanceof Enum || value instanceof PluginContext) {
            return;
        }
        if (isMutable(value)) {
            found.add("%s holds a %s, which can change"
                    .formatted(name, value.getClass().getName()));
        } else if (value instanceof Collection<?> collection) {
            collection.forEach(this::visit);
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(this::visit);
        } else {
            visit(value);
        }
    }

    private static Object read(Object holder, Field field) {
        try {
            field.setAccessible(true);
            return field.get(holder);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot read " + field, e);
        }
    }

    private static boolean isMutable(Object value) {
        String type = value.getClass().getName();
        boolean collection = value instanceof Collection || value instanceof Map;
        return value instanceof RandomGenerator
                || value instanceof StringBuilder
                || value instanceof ThreadLocal
                || value instanceof LossTerm
                || type.startsWith("java.util.concurrent.")
                || collection && !type.startsWith("java.util.ImmutableCollections") && !isUnmodifiableView(type);
    }

    private static boolean isUnmodifiableView(String type) {
        return type.startsWith("java.util.Collections$Unmodifiable")
                || type.startsWith("java.util.Collections$Empty")
                || type.startsWith("java.util.Collections$Singleton");
    }

    /** Decided by the class loader: a Path, for example, has a class outside the packages named java. */
    private static boolean isOfTheJdk(Class<?> type) {
        return type == null
                || type.isArray()
                || type.getClassLoader() == null
                || type.getClassLoader() == ClassLoader.getPlatformClassLoader();
    }
}
