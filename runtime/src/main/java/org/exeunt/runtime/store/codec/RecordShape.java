package org.exeunt.runtime.store.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import org.exeunt.api.plugin.Option;

/** Reads the components of records of one class and creates such records; the class need not be public. */
public final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type);
        }
    };

    private final RecordComponent[] components;
    private final Constructor<?> constructor;

    private RecordShape(Class<?> type) {
        components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            constructor = type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has its canonical constructor", e);
        }
        constructor.setAccessible(true);
        for (RecordComponent component : components) {
            component.getAccessor().setAccessible(true);
        }
    }

    /** Returns the shape of a class of records. */
    public static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** Returns the number of components. */
    public int size() {
        return components.length;
    }

    /** Returns the declared type of a component. */
    public Type type(int component) {
        return components[component].getGenericType();
    }

    /** Returns the name of a component. */
    public String component(int component) {
        return components[component].getName();
    }

    /** Returns what a component affects, as its {@link Option} states; empty if it does not. */
    public Optional<Option.Affects> affects(int component) {
        return Optional.ofNullable(components[component].getAnnotation(Option.class))
                .flatMap(option -> Arrays.stream(option.affects()).findFirst());
    }

    /** Returns the values of a record, in the order of its components. */
    public Object[] read(Record holder) {
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = read(holder, i);
        }
        return values;
    }

    /** Returns the value of one component. */
    public Object read(Record holder, int component) {
        try {
            return components[component].getAccessor().invoke(holder);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("%s cannot be read".formatted(components[component]), e);
        }
    }

    /**
     * Creates a record.
     *
     * @throws IllegalArgumentException if the record rejects the values
     */
    public Record create(Object[] values) {
        try {
            return (Record) constructor.newInstance(values);
        } catch (InvocationTargetException | IllegalArgumentException e) {
            throw new IllegalArgumentException("%s rejects its values: %s".formatted(name(), reason(e)), e);
        } catch (InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException(name() + " cannot be created", e);
        }
    }

    private static Throwable reason(Exception refusal) {
        return refusal instanceof InvocationTargetException thrown ? thrown.getCause() : refusal;
    }

    /** Returns the simple name of the class. */
    public String name() {
        return constructor.getDeclaringClass().getSimpleName();
    }
}
