package org.exeunt.runtime.store.codec;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.Similarities;

/**
 * Reads states as {@link StateWriter} writes them. Classes are determined by the requested types, never by the bytes.
 */
public final class StateReader {
    private final StateInput in;
    private final ParameterReader parameters;
    private final UnaryOperator<ParameterSet> storeClientSet;

    /**
     * Creates a reader.
     *
     * @param storeClientSet returns an equal set to use in place of one that is read into a map by client
     */
    public StateReader(StateInput in, UnaryOperator<ParameterSet> storeClientSet) {
        this(in, storeClientSet, List.of());
    }

    /**
     * Creates a reader.
     *
     * @param storeClientSet returns an equal set to use in place of one that is read into a map by client
     * @param known layouts that the writer knew
     */
    public StateReader(StateInput in, UnaryOperator<ParameterSet> storeClientSet, List<ParameterLayout> known) {
        this.in = in;
        this.parameters = new ParameterReader(in, known);
        this.storeClientSet = storeClientSet;
    }

    /** Reads a record of the class of an example, whose components determine the types of type variables. */
    @SuppressWarnings("unchecked") // a record is made of its own components by its own constructor
    public <S extends Record> S recordLike(S example) throws IOException {
        in.expect(Tag.RECORD);
        return (S) record(example.getClass(), example, false);
    }

    /** Reads a record of a class without type variables. */
    public <R extends Record> R record(Class<R> type) throws IOException {
        in.expect(Tag.RECORD);
        return type.cast(record(type, null, false));
    }

    /** Reads a boolean. */
    public boolean readBoolean() throws IOException {
        return (Boolean) leaf(boolean.class);
    }

    public ClientId client() throws IOException {
        in.expect(Tag.CLIENT);
        int index = in.readInt();
        if (index < 0) {
            throw new CorruptFileException("client %d at byte %d".formatted(index, in.positionOfLastInt()));
        }
        return new ClientId(index);
    }

    public Payload payload() throws IOException {
        in.expect(Tag.PAYLOAD);
        return payload(false);
    }

    private Object value(Type type, Object example, boolean ofClient) throws IOException {
        if (type instanceof ParameterizedType generic && List.class.equals(generic.getRawType())) {
            return list(generic.getActualTypeArguments()[0], ofClient);
        }
        if (type instanceof ParameterizedType generic && Optional.class.equals(generic.getRawType())) {
            return list(generic.getActualTypeArguments()[0], ofClient).stream().findFirst();
        }
        if (type == OptionalDouble.class) {
            return list(Double.class, ofClient).stream()
                    .mapToDouble(Double.class::cast)
                    .findFirst();
        }
        if (type == ExitSet.class) {
            return ExitSet.of(
                    list(Exit.class, ofClient).stream().map(Exit.class::cast).toList());
        }
        if (type instanceof ParameterizedType generic
                && generic.getRawType() instanceof Class<?> raw
                && Map.class.isAssignableFrom(raw)) {
            return map(generic, raw, ofClient);
        }
        Class<?> rawType = rawType(type, example);
        if (rawType == ParameterSet.class) {
            in.expect(Tag.PARAMETERS);
            return stored(parameters.read(), ofClient);
        }
        if (rawType == Payload.class) {
            in.expect(Tag.PAYLOAD);
            return payload(ofClient);
        }
        if (rawType == Similarities.class) {
            in.expect(Tag.SIMILARITIES);
            return similarities();
        }
        if (rawType == ClientId.class) {
            return client();
        }
        if (rawType.isRecord()) {
            in.expect(Tag.RECORD);
            return record(rawType, example instanceof Record holder ? holder : null, ofClient);
        }
        return leaf(rawType);
    }

    private static Class<?> rawType(Type type, Object example) throws CorruptFileException {
        if (type instanceof Class<?> rawType) {
            return rawType;
        }
        if (type instanceof ParameterizedType generic
                && generic.getRawType() instanceof Class<?> raw
                && raw.isRecord()) {
            return raw;
        }
        if (example != null) {
            return example.getClass();
        }
        throw new CorruptFileException(
                "the state has a component of type %s, which cannot be read".formatted(type.getTypeName()));
    }

    private Object leaf(Class<?> type) throws IOException {
        if (type == String.class) {
            in.expect(Tag.STRING);
            return in.text();
        }
        if (type == int.class || type == Integer.class) {
            in.expect(Tag.INT);
            return in.readInt();
        }
        if (type == long.class || type == Long.class) {
            in.expect(Tag.LONG);
            return in.readLong();
        }
        if (type == float.class || type == Float.class) {
            in.expect(Tag.FLOAT);
            return in.readFloat();
        }
        if (type == double.class || type == Double.class) {
            in.expect(Tag.DOUBLE);
            return in.readDouble();
        }
        if (type == boolean.class || type == Boolean.class) {
            in.expect(Tag.BOOLEAN);
            return in.readBoolean();
        }
        throw new CorruptFileException("the state has a %s, which cannot be read".formatted(type.getName()));
    }

    private Record record(Class<?> type, Record example, boolean ofClient) throws IOException {
        RecordShape shape = RecordShape.of(type);
        if (in.count(1) != shape.size()) {
            throw new CorruptFileException("%s has a different number of components".formatted(type.getSimpleName()));
        }
        Object[] values = new Object[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(shape.type(i), example == null ? null : shape.read(example, i), ofClient);
        }
        try {
            return shape.create(values);
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(e.getMessage());
        }
    }

    private List<Object> list(Type of, boolean ofClient) throws IOException {
        in.expect(Tag.LIST);
        List<Object> list = new ArrayList<>();
        for (int remaining = in.count(1); remaining > 0; remaining--) {
            list.add(value(of, null, ofClient));
        }
        return Collections.unmodifiableList(list);
    }

    private Map<Object, Object> map(ParameterizedType type, Class<?> raw, boolean ofClient) throws IOException {
        in.expect(Tag.MAP);
        Type key = type.getActualTypeArguments()[0];
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int remaining = in.count(2); remaining > 0; remaining--) {
            Object of = value(key, null, false);
            map.put(of, value(type.getActualTypeArguments()[1], null, ofClient || of instanceof ClientId));
        }
        return raw == Map.class
                ? Collections.unmodifiableMap(map)
                : Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    private Similarities similarities() throws IOException {
        SortedMap<ClientId, SortedMap<ClientId, Double>> rows = new TreeMap<>();
        in.expect(Tag.MAP);
        for (int remaining = in.count(2); remaining > 0; remaining--) {
            rows.put(client(), row());
        }
        return new Similarities(rows, row());
    }

    private SortedMap<ClientId, Double> row() throws IOException {
        SortedMap<ClientId, Double> row = new TreeMap<>();
        in.expect(Tag.MAP);
        for (int remaining = in.count(2); remaining > 0; remaining--) {
            ClientId other = client();
            row.put(other, (Double) leaf(double.class));
        }
        return row;
    }

    private Payload payload(boolean ofClient) throws IOException {
        Payload payload = Payload.empty();
        for (int remaining = in.count(1); remaining > 0; remaining--) {
            String name = in.text();
            payload = payload.with(name, stored(parameters.read(), ofClient));
        }
        for (int remaining = in.count(1); remaining > 0; remaining--) {
            String name = in.text();
            float[] vector = new float[in.count(Float.BYTES)];
            in.floats(vector, vector.length);
            payload = payload.with(name, vector);
        }
        return payload;
    }

    private ParameterSet stored(ParameterSet set, boolean ofClient) {
        return ofClient ? storeClientSet.apply(set) : set;
    }

    /** Checks that no bytes remain. */
    public void requireEnd() throws IOException {
        in.requireEnd();
    }
}
