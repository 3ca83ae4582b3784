package org.exeunt.runtime.store.codec;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.Similarities;

/**
 * Reads what {@link StateWriter} wrote. Classes come from the types that are asked for, never from the bytes.
 */
public final class StateReader {
    private final StateInput in;
    private final ParameterReader parameters;
    private final UnaryOperator<ParameterSet> ofClients;

    /**
     * Makes a reader.
     *
     * @param ofClients gives the set that takes the place of one read into a map by client, an equal one
     */
    public StateReader(StateInput in, UnaryOperator<ParameterSet> ofClients) {
        this.in = in;
        this.parameters = new ParameterReader(in);
        this.ofClients = ofClients;
    }

    /** Reads a record of the class of another one, whose components stand for those whose type is a type variable. */
    @SuppressWarnings("unchecked") // a record is made of its own components by its own constructor
    public <S extends Record> S like(S example) throws IOException {
        in.expect(Tag.RECORD);
        return (S) record(example.getClass(), example, false);
    }

    /** Reads a record of a class without type variables. */
    public <R extends Record> R record(Class<R> type) throws IOException {
        in.expect(Tag.RECORD);
        return type.cast(record(type, null, false));
    }

    /** Reads whether there is more. */
    public boolean more() throws IOException {
        return (Boolean) leaf(boolean.class);
    }

    public ClientId client() throws IOException {
        in.expect(Tag.CLIENT);
        int index = in.readInt();
        if (index < 0) {
            throw new CorruptFileException("client %d at byte %d".formatted(index, in.placeOfLastInt()));
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
        if (type instanceof ParameterizedType generic
                && generic.getRawType() instanceof Class<?> raw
                && Map.class.isAssignableFrom(raw)) {
            return map(generic, raw, ofClient);
        }
        Class<?> plain = plain(type, example);
        if (plain == ParameterSet.class) {
            in.expect(Tag.PARAMETERS);
            return placed(parameters.read(), ofClient);
        }
        if (plain == Payload.class) {
            in.expect(Tag.PAYLOAD);
            return payload(ofClient);
        }
        if (plain == Similarities.class) {
            in.expect(Tag.SIMILARITIES);
            return similarities();
        }
        if (plain == ClientId.class) {
            return client();
        }
        if (plain.isRecord()) {
            in.expect(Tag.RECORD);
            return record(plain, example instanceof Record holder ? holder : null, ofClient);
        }
        return leaf(plain);
    }

    private static Class<?> plain(Type type, Object example) throws CorruptFileException {
        if (type instanceof Class<?> plain) {
            return plain;
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
            throw new CorruptFileException("%s has another number of components".formatted(type.getSimpleName()));
        }
        Object[] values = new Object[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(shape.type(i), example == null ? null : shape.read(example, i), ofClient);
        }
        try {
            return shape.make(values);
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(e.getMessage());
        }
    }

    private List<Object> list(Type of, boolean ofClient) throws IOException {
        in.expect(Tag.LIST);
        List<Object> list = new ArrayList<>();
        for (int left = in.count(1); left > 0; left--) {
            list.add(value(of, null, ofClient));
        }
        return Collections.unmodifiableList(list);
    }

    private Map<Object, Object> map(ParameterizedType type, Class<?> raw, boolean ofClient) throws IOException {
        in.expect(Tag.MAP);
        Type key = type.getActualTypeArguments()[0];
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int left = in.count(2); left > 0; left--) {
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
        for (int left = in.count(2); left > 0; left--) {
            rows.put(client(), row());
        }
        return Similarities.of(rows, row());
    }

    private SortedMap<ClientId, Double> row() throws IOException {
        SortedMap<ClientId, Double> row = new TreeMap<>();
        in.expect(Tag.MAP);
        for (int left = in.count(2); left > 0; left--) {
            ClientId other = client();
            row.put(other, (Double) leaf(double.class));
        }
        return row;
    }

    private Payload payload(boolean ofClient) throws IOException {
        Payload payload = Payload.empty();
        for (int left = in.count(1); left > 0; left--) {
            String name = in.text();
            payload = payload.with(name, placed(parameters.read(), ofClient));
        }
        for (int left = in.count(1); left > 0; left--) {
            String name = in.text();
            float[] vector = new float[in.count(Float.BYTES)];
            in.floats(vector, vector.length);
            payload = payload.with(name, vector);
        }
        return payload;
    }

    private ParameterSet placed(ParameterSet set, boolean ofClient) {
        return ofClient ? ofClients.apply(set) : set;
    }

    /** Requires that nothing follows. */
    public void requireEnd() throws IOException {
        in.requireEnd();
    }
}
