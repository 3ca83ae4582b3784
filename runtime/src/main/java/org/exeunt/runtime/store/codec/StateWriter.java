package org.exeunt.runtime.store.codec;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.Similarities;

/**
 * Writes the values that server and client states consist of (ADR 3): parameter sets, payloads, similarities, numbers,
 * strings, lists, maps by client or by name, and records of these. Tasks and results of clients also contain exit sets
 * and optional values, which are written as lists.
 *
 * <p>Big-endian. Every value is preceded by a {@link Tag}, and every sequence by its length. A layout is written in
 * full for its first parameter set, and by its number from then on.
 */
public final class StateWriter {
    private static final int CHUNK = 1 << 14;

    private final DataOutputStream out;
    private final IntConsumer boundaries;
    private final Map<ParameterLayout, Integer> layouts = new LinkedHashMap<>();
    private float[] chunk = {};
    private byte[] bytes = {};

    /** Creates a writer that knows no layout. */
    public StateWriter(DataOutputStream out) {
        this(out, List.of());
    }

    /**
     * Creates a writer.
     *
     * @param known layouts that the reader knows, which are not written
     */
    public StateWriter(DataOutputStream out, List<ParameterLayout> known) {
        this(out, known, position -> {});
    }

    /**
     * Creates a writer.
     *
     * @param boundaries receives the positions in {@code out} at which the values of a block or a vector start and end,
     *     in order
     */
    StateWriter(DataOutputStream out, List<ParameterLayout> known, IntConsumer boundaries) {
        this.out = out;
        this.boundaries = boundaries;
        known.forEach(layout -> layouts.putIfAbsent(layout, layouts.size()));
    }

    public void write(Object value) throws IOException {
        if (value instanceof ParameterSet set) {
            out.writeByte(Tag.PARAMETERS);
            parameters(set);
        } else if (value instanceof Payload payload) {
            out.writeByte(Tag.PAYLOAD);
            payload(payload);
        } else if (value instanceof Similarities similarities) {
            out.writeByte(Tag.SIMILARITIES);
            write(similarities.rows());
            write(similarities.teachers());
        } else if (value instanceof ClientId client) {
            out.writeByte(Tag.CLIENT);
            out.writeInt(client.index());
        } else if (value instanceof Optional<?> optional) {
            write(optional.stream().toList());
        } else if (value instanceof OptionalDouble optional) {
            write(optional.stream().boxed().toList());
        } else if (value instanceof ExitSet exits) {
            write(exits.asList());
        } else if (value instanceof Record holder) {
            out.writeByte(Tag.RECORD);
            components(holder);
        } else if (value instanceof List<?> list) {
            out.writeByte(Tag.LIST);
            out.writeInt(list.size());
            for (Object each : list) {
                write(each);
            }
        } else if (value instanceof Map<?, ?> map) {
            out.writeByte(Tag.MAP);
            out.writeInt(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                write(entry.getKey());
                write(entry.getValue());
            }
        } else {
            leaf(value);
        }
    }

    private void leaf(Object value) throws IOException {
        if (value instanceof String text) {
            out.writeByte(Tag.STRING);
            text(text);
        } else if (value instanceof Integer number) {
            out.writeByte(Tag.INT);
            out.writeInt(number);
        } else if (value instanceof Long number) {
            out.writeByte(Tag.LONG);
            out.writeLong(number);
        } else if (value instanceof Float number) {
            out.writeByte(Tag.FLOAT);
            out.writeInt(Float.floatToRawIntBits(number));
        } else if (value instanceof Double number) {
            out.writeByte(Tag.DOUBLE);
            out.writeLong(Double.doubleToRawLongBits(number));
        } else if (value instanceof Boolean truth) {
            out.writeByte(Tag.BOOLEAN);
            out.writeBoolean(truth);
        } else {
            throw unsupported(value);
        }
    }

    /** Returns the exception for a value that states cannot contain; {@code value} may be null. */
    public static IllegalArgumentException unsupported(Object value) {
        return new IllegalArgumentException(
                ("a state contains %s; expected parameter sets, payloads, similarities, numbers, strings, lists, maps"
                                + " and records of these")
                        .formatted(
                                value == null ? "null" : "a " + value.getClass().getTypeName()));
    }

    private void text(String text) throws IOException {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(encoded.length);
        out.write(encoded);
    }

    private void components(Record holder) throws IOException {
        Object[] components = RecordShape.of(holder.getClass()).read(holder);
        out.writeInt(components.length);
        for (Object component : components) {
            write(component);
        }
    }

    private void payload(Payload payload) throws IOException {
        out.writeInt(payload.parameterSets().size());
        for (Map.Entry<String, ParameterSet> set : payload.parameterSets().entrySet()) {
            text(set.getKey());
            parameters(set.getValue());
        }
        out.writeInt(payload.vectors().size());
        for (Map.Entry<String, float[]> vector : payload.vectors().entrySet()) {
            text(vector.getKey());
            out.writeInt(vector.getValue().length);
            boundaries.accept(out.size());
            floats(vector.getValue(), vector.getValue().length);
            boundaries.accept(out.size());
        }
    }

    private void parameters(ParameterSet set) throws IOException {
        layout(set.layout());
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

    private void layout(ParameterLayout layout) throws IOException {
        Integer known = layouts.putIfAbsent(layout, layouts.size());
        out.writeInt(known == null ? layouts.size() - 1 : known);
        if (known != null) {
            return;
        }
        out.writeInt(layout.blocks().size());
        for (Block block : layout.blocks()) {
            text(block.name());
            text(block.role().name());
            out.writeInt(block.depth());
            out.writeInt(block.shape().size());
            for (int length : block.shape()) {
                out.writeInt(length);
            }
        }
    }
}
