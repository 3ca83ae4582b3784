package org.exeunt.runtime.checkpoint;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.exeunt.api.ClientId;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.round.Similarities;
import org.exeunt.runtime.state.RecordShape;

/**
 * Reads what {@link StateWriter} wrote. Classes come from the types that are asked for, never from the bytes.
 *
 * <p>No count is believed that the bytes left could not hold, so that memory stays in proportion to the file.
 */
final class StateReader {
    private static final int PIECE = 1 << 14;

    private final DataInputStream in;
    private final long length;
    private final Position position;
    private final UnaryOperator<ParameterSet> ofClients;
    private final List<ParameterLayout> layouts = new ArrayList<>();

    /** How many bytes were read. */
    interface Position {
        long get();
    }

    /**
     * Makes a reader.
     *
     * @param length of all bytes there are
     * @param position of the next byte
     * @param ofClients gives the set that takes the place of one read into a map by client, an equal one
     */
    StateReader(DataInputStream in, long length, Position position, UnaryOperator<ParameterSet> ofClients) {
        this.in = in;
        this.length = length;
        this.position = position;
        this.ofClients = ofClients;
    }

    /** Reads a record of the class of another one, whose components stand for those whose type is a type variable. */
    @SuppressWarnings("unchecked") // a record is made of its own components by its own constructor
    <S extends Record> S like(S example) throws IOException {
        expect(Tag.RECORD);
        return (S) record(example.getClass(), example, false);
    }

    /** Reads a record of a class without type variables. */
    <R extends Record> R record(Class<R> type) throws IOException {
        expect(Tag.RECORD);
        return type.cast(record(type, null, false));
    }

    /** Reads whether there is more. */
    boolean more() throws IOException {
        return (Boolean) leaf(boolean.class);
    }

    ClientId client() throws IOException {
        expect(Tag.CLIENT);
        int index = in.readInt();
        if (index < 0) {
            throw new Damage("client %d at byte %d".formatted(index, position.get() - Integer.BYTES));
        }
        return new ClientId(index);
    }

    Payload payload() throws IOException {
        expect(Tag.PAYLOAD);
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
            expect(Tag.PARAMETERS);
            return placed(parameters(), ofClient);
        }
        if (plain == Payload.class) {
            expect(Tag.PAYLOAD);
            return payload(ofClient);
        }
        if (plain == Similarities.class) {
            expect(Tag.SIMILARITIES);
            return similarities();
        }
        if (plain == ClientId.class) {
            return client();
        }
        if (plain.isRecord()) {
            expect(Tag.RECORD);
            return record(plain, example instanceof Record holder ? holder : null, ofClient);
        }
        return leaf(plain);
    }

    private static Class<?> plain(Type type, Object example) throws Damage {
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
        throw new Damage("the state has a component of type %s, which cannot be read".formatted(type.getTypeName()));
    }

    private Object leaf(Class<?> type) throws IOException {
        if (type == String.class) {
            expect(Tag.STRING);
            return text();
        }
        if (type == int.class || type == Integer.class) {
            expect(Tag.INT);
            return in.readInt();
        }
        if (type == long.class || type == Long.class) {
            expect(Tag.LONG);
            return in.readLong();
        }
        if (type == float.class || type == Float.class) {
            expect(Tag.FLOAT);
            return in.readFloat();
        }
        if (type == double.class || type == Double.class) {
            expect(Tag.DOUBLE);
            return in.readDouble();
        }
        if (type == boolean.class || type == Boolean.class) {
            expect(Tag.BOOLEAN);
            return in.readBoolean();
        }
        throw new Damage("the state has a %s, which cannot be read".formatted(type.getName()));
    }

    private void expect(byte tag) throws IOException {
        int found = in.readUnsignedByte();
        if (found != tag) {
            throw new Damage("byte %d is 0x%02x where a value of kind '%c' begins"
                    .formatted(position.get() - 1, found, (char) tag));
        }
    }

    /** Reads a number of things that take at least so many bytes each. */
    private int count(long bytesEach) throws IOException {
        int count = in.readInt();
        if (count < 0 || count * bytesEach > length - position.get()) {
            throw new Damage("%d values are stated at byte %d, of which %d are left"
                    .formatted(count, position.get() - Integer.BYTES, length - position.get()));
        }
        return count;
    }

    private String text() throws IOException {
        byte[] bytes = new byte[count(1)];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Record record(Class<?> type, Record example, boolean ofClient) throws IOException {
        RecordShape shape = RecordShape.of(type);
        if (count(1) != shape.size()) {
            throw new Damage("%s has another number of components".formatted(type.getSimpleName()));
        }
        Object[] values = new Object[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(shape.type(i), example == null ? null : shape.read(example, i), ofClient);
        }
        try {
            return shape.make(values);
        } catch (IllegalArgumentException e) {
            throw new Damage(e.getMessage());
        }
    }

    private List<Object> list(Type of, boolean ofClient) throws IOException {
        expect(Tag.LIST);
        List<Object> list = new ArrayList<>();
        for (int left = count(1); left > 0; left--) {
            list.add(value(of, null, ofClient));
        }
        return Collections.unmodifiableList(list);
    }

    private Map<Object, Object> map(ParameterizedType type, Class<?> raw, boolean ofClient) throws IOException {
        expect(Tag.MAP);
        Type key = type.getActualTypeArguments()[0];
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int left = count(2); left > 0; left--) {
            Object of = value(key, null, false);
            map.put(of, value(type.getActualTypeArguments()[1], null, ofClient || of instanceof ClientId));
        }
        return raw == Map.class
                ? Collections.unmodifiableMap(map)
                : Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    private Similarities similarities() throws IOException {
        SortedMap<ClientId, SortedMap<ClientId, Double>> rows = new TreeMap<>();
        expect(Tag.MAP);
        for (int left = count(2); left > 0; left--) {
            rows.put(client(), row());
        }
        return Similarities.of(rows, row());
    }

    private SortedMap<ClientId, Double> row() throws IOException {
        SortedMap<ClientId, Double> row = new TreeMap<>();
        expect(Tag.MAP);
        for (int left = count(2); left > 0; left--) {
            ClientId other = client();
            row.put(other, (Double) leaf(double.class));
        }
        return row;
    }

    private Payload payload(boolean ofClient) throws IOException {
        Payload payload = Payload.empty();
        for (int left = count(1); left > 0; left--) {
            String name = text();
            payload = payload.with(name, placed(parameters(), ofClient));
        }
        for (int left = count(1); left > 0; left--) {
            String name = text();
            float[] vector = new float[count(Float.BYTES)];
            floats(vector, vector.length);
            payload = payload.with(name, vector);
        }
        return payload;
    }

    private ParameterSet placed(ParameterSet set, boolean ofClient) {
        return ofClient ? ofClients.apply(set) : set;
    }

    private ParameterSet parameters() throws IOException {
        ParameterLayout layout = layout();
        List<Block> own = new ArrayList<>();
        long size = 0;
        for (int left = count(Integer.BYTES); left > 0; left--) {
            int place = in.readInt();
            if (place < 0 || place >= layout.blocks().size()) {
                throw new Damage("a set names block %d of %d"
                        .formatted(place + 1, layout.blocks().size()));
            }
            own.add(layout.blocks().get(place));
            size += layout.blocks().get(place).size();
        }
        if (size * Float.BYTES > length - position.get()) {
            throw new Damage("%d parameters at byte %d are more than the file holds".formatted(size, position.get()));
        }
        BlockSet blocks = layout.select(own::contains);
        ParameterSet.Builder set = ParameterSet.builder(blocks);
        float[] piece = new float[PIECE];
        for (int from = 0; from < blocks.size(); from += PIECE) {
            int count = Math.min(PIECE, blocks.size() - from);
            floats(piece, count);
            set.add(piece, count);
        }
        return set.build();
    }

    private void floats(float[] target, int count) throws IOException {
        byte[] bytes = new byte[count * Float.BYTES];
        in.readFully(bytes);
        ByteBuffer.wrap(bytes).asFloatBuffer().get(target, 0, count);
    }

    private ParameterLayout layout() throws IOException {
        int number = in.readInt();
        if (number >= 0 && number < layouts.size()) {
            return layouts.get(number);
        }
        if (number != layouts.size()) {
            throw new Damage("layout %d comes before layout %d".formatted(number + 1, layouts.size() + 1));
        }
        List<Block> blocks = new ArrayList<>();
        int end = 0;
        try {
            for (int left = count(1); left > 0; left--) {
                String name = text();
                BlockRole role = BlockRole.valueOf(text());
                int depth = in.readInt();
                Integer[] shape = new Integer[count(Integer.BYTES)];
                for (int axis = 0; axis < shape.length; axis++) {
                    shape[axis] = in.readInt();
                }
                Block block = new Block(name, role, depth, Arrays.asList(shape), end);
                blocks.add(block);
                end = Math.addExact(end, block.size());
            }
            layouts.add(new ParameterLayout(blocks));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new Damage("layout %d makes no sense: %s".formatted(number + 1, e.getMessage()));
        }
        return layouts.get(number);
    }

    /** Requires that nothing follows. */
    void requireEnd() throws IOException {
        if (position.get() != length) {
            throw new EOFException("%d bytes follow the end".formatted(length - position.get()));
        }
    }
}
