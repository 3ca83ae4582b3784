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
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;

/**
 * Reads states as {@link StateWriter} writes them. Classes are determined by the requested types, never by the bytes.
 */
public final class StateReader {
    private static final Type[] NONE = {};

    private final StateInput in;
    private final List<ParameterLayout> layouts;
    private final UnaryOperator<ParameterSet> storeClientSet;
    private final Optional<Class<? extends PersonalRule>> ruleType;

    /**
     * Creates a reader of states, which contain no personal rules.
     *
     * @param storeClientSet returns an equal set to use in place of one that is read into a map by client
     * @param known layouts that the writer knew
     */
    public StateReader(StateInput in, UnaryOperator<ParameterSet> storeClientSet, List<ParameterLayout> known) {
        this(in, storeClientSet, known, Optional.empty());
    }

    /**
     * Creates a reader.
     *
     * @param ruleType class of personal rules; empty if there are none
     */
    StateReader(
            StateInput in,
            UnaryOperator<ParameterSet> storeClientSet,
            List<ParameterLayout> known,
            Optional<Class<? extends PersonalRule>> ruleType) {
        this.in = in;
        this.ruleType = ruleType;
        this.layouts = new ArrayList<>(known);
        this.storeClientSet = storeClientSet;
    }

    /** Reads a record of the class of an example, whose components determine the types of type variables. */
    @SuppressWarnings("unchecked") // a record is made of its own components by its own constructor
    public <S extends Record> S recordLike(S example) throws IOException {
        return (S) record(example.getClass(), example, false);
    }

    /** Reads a value of a class without type variables that is not primitive. */
    public <T> T read(Class<T> type) throws IOException {
        return type.cast(value(type, null, false));
    }

    @SuppressWarnings({"rawtypes", "unchecked"}) // the type of a constant is known only at run time
    private Object value(Type type, Object example, boolean ofClient) throws IOException {
        Class<?> raw = rawType(type, example);
        Type[] arguments = type instanceof ParameterizedType generic ? generic.getActualTypeArguments() : NONE;
        if (raw == List.class) {
            return list(arguments[0], ofClient);
        } else if (raw == Optional.class) {
            return list(arguments[0], ofClient).stream().findFirst();
        } else if (raw == OptionalDouble.class) {
            return list(Double.class, ofClient).stream()
                    .mapToDouble(Double.class::cast)
                    .findFirst();
        } else if (raw == ExitSet.class) {
            return ExitSet.of(
                    list(Exit.class, ofClient).stream().map(Exit.class::cast).toList());
        } else if (Map.class.isAssignableFrom(raw) && arguments.length == 2) {
            Map<Object, Object> map = map(arguments[0], arguments[1], ofClient);
            return raw == Map.class
                    ? Collections.unmodifiableMap(map)
                    : Collections.unmodifiableSortedMap(new TreeMap<>(map));
        } else if (raw == ParameterSet.class) {
            ParameterSet set = parameters();
            return ofClient ? storeClientSet.apply(set) : set;
        } else if (raw == Payload.class) {
            return payload(ofClient);
        } else if (raw == PersonalRule.class && ruleType.isPresent()) {
            return record(ruleType.get(), null, ofClient);
        } else if (raw == float[].class) {
            in.expect(StateWriter.VECTOR);
            float[] vector = new float[in.count(Float.BYTES)];
            in.floats(vector, vector.length);
            return vector;
        }
        Optional<Leaf> leaf = Leaf.of(raw.isEnum() ? String.class : raw);
        if (leaf.isEmpty()) {
            return record(raw, example instanceof Record holder ? holder : null, ofClient);
        }
        in.expect(leaf.get().tag());
        try {
            Object read = leaf.get().reading().read(in);
            return raw.isEnum() ? Enum.valueOf((Class) raw, (String) read) : read;
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(e.getMessage());
        }
    }

    private static Class<?> rawType(Type type, Object example) throws CorruptFileException {
        if (type instanceof Class<?> raw) {
            return raw;
        }
        if (type instanceof ParameterizedType generic) {
            return (Class<?>) generic.getRawType();
        }
        if (example == null) {
            throw new CorruptFileException(
                    "the state has a component of type %s, which cannot be read".formatted(type.getTypeName()));
        }
        return example.getClass();
    }

    private Record record(Class<?> type, Record example, boolean ofClient) throws IOException {
        if (!type.isRecord()) {
            throw new CorruptFileException("the state has a %s, which cannot be read".formatted(type.getName()));
        }
        in.expect(StateWriter.RECORD);
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
        in.expect(StateWriter.LIST);
        List<Object> list = new ArrayList<>();
        for (int remaining = in.count(1); remaining > 0; remaining--) {
            list.add(value(of, null, ofClient));
        }
        return Collections.unmodifiableList(list);
    }

    private Map<Object, Object> map(Type key, Type of, boolean ofClient) throws IOException {
        in.expect(StateWriter.MAP);
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int remaining = in.count(2); remaining > 0; remaining--) {
            Object next = value(key, null, false);
            map.put(next, value(of, null, ofClient || next instanceof ClientId));
        }
        return map;
    }

    private Payload payload(boolean ofClient) throws IOException {
        Payload payload = Payload.empty();
        for (Map.Entry<?, ?> set :
                map(String.class, ParameterSet.class, ofClient).entrySet()) {
            payload = payload.with((String) set.getKey(), (ParameterSet) set.getValue());
        }
        for (Map.Entry<?, ?> vector : map(String.class, float[].class, ofClient).entrySet()) {
            payload = payload.with((String) vector.getKey(), (float[]) vector.getValue());
        }
        return payload;
    }

    private ParameterSet parameters() throws IOException {
        in.expect(StateWriter.PARAMETERS);
        ParameterLayout layout = layout();
        List<Block> contained = new ArrayList<>();
        long size = 0;
        for (int remaining = in.count(Integer.BYTES); remaining > 0; remaining--) {
            int index = in.readInt();
            if (index < 0 || index >= layout.blocks().size()) {
                throw new CorruptFileException("a parameter set refers to block %d of %d"
                        .formatted(index + 1, layout.blocks().size()));
            }
            contained.add(layout.blocks().get(index));
            size += layout.blocks().get(index).size();
        }
        in.require(size, Float.BYTES);
        BlockSet blocks = layout.select(contained::contains);
        ParameterSet.Builder set = ParameterSet.builder(blocks);
        float[] chunk = new float[StateWriter.CHUNK];
        for (int from = 0; from < blocks.size(); from += chunk.length) {
            int count = Math.min(chunk.length, blocks.size() - from);
            in.floats(chunk, count);
            set.add(chunk, count);
        }
        return set.build();
    }

    /** Reads the number of a layout, and the layout itself if no earlier set has it. */
    private ParameterLayout layout() throws IOException {
        int number = in.readInt();
        if (number == layouts.size()) {
            layouts.add(read(ParameterLayout.class));
        } else if (number < 0 || number > layouts.size()) {
            throw new CorruptFileException(
                    "layout %d is stored before layout %d".formatted(number + 1, layouts.size() + 1));
        }
        return layouts.get(number);
    }

    /** Checks that no bytes remain. */
    public void requireEnd() throws IOException {
        in.requireEnd();
    }
}
