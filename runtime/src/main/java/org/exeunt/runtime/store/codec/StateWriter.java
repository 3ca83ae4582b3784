package org.exeunt.runtime.store.codec;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;

/**
 * Writes the values that server and client states consist of: parameter sets, payloads, similarities, numbers, strings,
 * lists, maps by client or by name, and records of these. Tasks and results of clients also contain exit sets and
 * optional values, which are written as lists.
 *
 * <p>Big-endian. Every value is preceded by a byte for its kind, and every sequence by its length. A layout is written
 * in full for its first parameter set, and by its number from then on.
 */
public final class StateWriter {
    static final char PARAMETERS = 'P';
    static final char VECTOR = 'V';
    static final char RECORD = 'R';
    static final char LIST = '[';
    static final char MAP = 'M';

    /** Number of parameters that are written, and read, at a time. */
    static final int CHUNK = 1 << 14;

    private final DataOutputStream out;
    private final IntConsumer boundaries;
    private final Map<ParameterLayout, Integer> layouts = new LinkedHashMap<>();
    private float[] chunk = {};
    private byte[] bytes = {};

    /**
     * Creates a writer.
     *
     * @param known layouts that the reader knows, which are not written
     */
    public StateWriter(DataOutputStream out, List<ParameterLayout> known) {
        this(out, known, position -> {});
    }

    private StateWriter(DataOutputStream out, List<ParameterLayout> known, IntConsumer boundaries) {
        this.out = out;
        this.boundaries = boundaries;
        known.forEach(layout -> layouts.putIfAbsent(layout, layouts.size()));
    }

    /**
     * Returns bytes with a value.
     *
     * @param size estimated number of bytes
     * @param start the first bytes, before the value
     * @param known layouts that the reader knows, which are not written
     * @param boundaries receives the positions at which the values of a block or a vector start and end, in order
     */
    public static byte[] bytes(
            int size, byte[] start, Object value, List<ParameterLayout> known, IntConsumer boundaries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(size);
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.write(start);
            new StateWriter(out, known, boundaries).write(value);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    public void write(Object value) throws IOException {
        if (value instanceof ParameterSet set) {
            parameters(set);
        } else if (value instanceof Payload payload) {
            write(payload.parameterSets());
            write(payload.vectors());
        } else if (value instanceof float[] vector) {
            start(VECTOR, vector.length);
            boundaries.accept(out.size());
            floats(vector, vector.length);
            boundaries.accept(out.size());
        } else if (value instanceof Optional<?> optional) {
            write(optional.stream().toList());
        } else if (value instanceof OptionalDouble optional) {
            write(optional.stream().boxed().toList());
        } else if (value instanceof ExitSet exits) {
            write(exits.asList());
        } else if (value instanceof Enum<?> constant) {
            write(constant.name());
        } else if (value instanceof List<?> list) {
            start(LIST, list.size());
            for (Object each : list) {
                write(each);
            }
        } else if (value instanceof Map<?, ?> map) {
            start(MAP, map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                write(entry.getKey());
                write(entry.getValue());
            }
        } else {
            leafOrRecord(value);
        }
    }

    private void start(char tag, int count) throws IOException {
        out.writeByte(tag);
        out.writeInt(count);
    }

    private void leafOrRecord(Object value) throws IOException {
        Optional<Leaf> leaf = value == null ? Optional.empty() : Leaf.of(value.getClass());
        if (leaf.isPresent()) {
            out.writeByte(leaf.get().tag());
            leaf.get().writing().write(out, value);
        } else if (value instanceof Record holder) {
            Object[] components = RecordShape.of(holder.getClass()).read(holder);
            start(RECORD, components.length);
            for (Object component : components) {
                write(component);
            }
        } else {
            throw unsupported(value);
        }
    }

    /** Returns whether a value has no parts. */
    public static boolean isLeaf(Object value) {
        return value != null && Leaf.of(value.getClass()).isPresent();
    }

    /** Returns the exception for a value that states cannot contain; {@code value} may be null. */
    public static IllegalArgumentException unsupported(Object value) {
        return new IllegalArgumentException(
                ("a state contains %s; expected parameter sets, payloads, similarities, numbers, strings, lists, maps"
                                + " and records of these")
                        .formatted(
                                value == null ? "null" : "a " + value.getClass().getTypeName()));
    }

    private void parameters(ParameterSet set) throws IOException {
        out.writeByte(PARAMETERS);
        Integer known = layouts.putIfAbsent(set.layout(), layouts.size());
        out.writeInt(known == null ? layouts.size() - 1 : known);
        if (known == null) {
            write(set.layout());
        }
        List<Block> all = set.layout().blocks();
        List<Block> contained = set.blocks().blocks();
        out.writeInt(contained.size());
        int index = 0;
        for (Block block : contained) {
            while (!all.get(index).equals(block)) {
                index++;
            }
            out.writeInt(index);
        }
        int position = out.size();
        boundaries.accept(position);
        for (Block block : contained) {
            position += Float.BYTES * block.size();
            boundaries.accept(position);
        }
        if (chunk.length == 0) {
            chunk = new float[CHUNK];
        }
        for (int from = 0; from < set.size(); from += CHUNK) {
            int count = Math.min(CHUNK, set.size() - from);
            set.read(from, chunk, count);
            floats(chunk, count);
        }
    }

    private void floats(float[] values, int count) throws IOException {
        if (bytes.length == 0) {
            bytes = new byte[CHUNK * Float.BYTES];
        }
        for (int from = 0; from < count; from += CHUNK) {
            int some = Math.min(CHUNK, count - from);
            ByteBuffer.wrap(bytes).asFloatBuffer().put(values, from, some);
            out.write(bytes, 0, some * Float.BYTES);
        }
    }
}
