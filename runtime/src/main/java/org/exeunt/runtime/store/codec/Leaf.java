package org.exeunt.runtime.store.codec;

import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.exeunt.api.ClientId;

/**
 * How values of one class are written and read that have no parts of their own.
 *
 * @param tag the byte before a value, by which a reader detects other data
 */
record Leaf(char tag, Writing writing, Reading reading) {
    @FunctionalInterface
    interface Writing {
        void write(DataOutputStream out, Object value) throws IOException;
    }

    @FunctionalInterface
    interface Reading {
        Object read(StateInput in) throws IOException;
    }

    private static final Map<Class<?>, Leaf> ALL = Map.of(
            ClientId.class,
            new Leaf('c', (out, value) -> out.writeInt(((ClientId) value).index()), in -> new ClientId(in.readInt())),
            String.class,
            new Leaf('s', (out, value) -> text(out, (String) value), StateInput::text),
            Integer.class,
            new Leaf('i', (out, value) -> out.writeInt((Integer) value), StateInput::readInt),
            Long.class,
            new Leaf('l', (out, value) -> out.writeLong((Long) value), StateInput::readLong),
            Float.class,
            new Leaf('f', (out, value) -> out.writeInt(Float.floatToRawIntBits((Float) value)), StateInput::readFloat),
            Double.class,
            new Leaf(
                    'd',
                    (out, value) -> out.writeLong(Double.doubleToRawLongBits((Double) value)),
                    StateInput::readDouble),
            Boolean.class,
            new Leaf('b', (out, value) -> out.writeBoolean((Boolean) value), StateInput::readBoolean));

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(encoded.length);
        out.write(encoded);
    }

    /** Returns how values of a class are written; empty if they have parts or cannot be written. */
    static Optional<Leaf> of(Class<?> type) {
        return Optional.ofNullable(ALL.get(MethodType.methodType(type).wrap().returnType()));
    }
}
