package org.exeunt.trackers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Encodes TensorFlow events as protocol buffers, with the fields for scalars and texts: {@code Event { double wall_time
 * = 1; int64 step = 2; string file_version = 3; Summary summary = 5; SessionLog session_log = 7; }}, {@code Summary {
 * repeated Value value = 1; }}, {@code Value { string tag = 1; float simple_value = 2; TensorProto tensor = 8;
 * SummaryMetadata metadata = 9; }}, {@code TensorProto { DataType dtype = 1; TensorShapeProto tensor_shape = 2;
 * repeated bytes string_val = 8; }}, {@code TensorShapeProto { repeated Dim dim = 2; }}, {@code Dim { int64 size = 1;
 * }}, {@code SummaryMetadata { PluginData plugin_data = 1; }}, {@code PluginData { string plugin_name = 1; }}, {@code
 * SessionLog { SessionStatus status = 1; }}.
 */
final class Event {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int DELIMITED = 2;
    private static final int FOUR_BYTES = 5;
    private static final int DT_STRING = 7;
    private static final int SESSION_START = 1;
    private static final int MAX_VARINT = 10;

    private Event() {}

    /** Returns the first event of every file. */
    static byte[] version(double wallTime) {
        return event(wallTime, 0, text(3, "brain.Event:2"));
    }

    /** Returns an event with scalars at a step. */
    static byte[] scalars(double wallTime, long step, Map<String, Double> scalars) {
        byte[][] values = scalars.entrySet().stream()
                .map(scalar -> message(
                        1,
                        text(1, scalar.getKey()),
                        field(2, FOUR_BYTES, Float.BYTES)
                                .putFloat(scalar.getValue().floatValue())
                                .array()))
                .toArray(byte[][]::new);
        return event(wallTime, step, message(5, values));
    }

    /**
     * Returns an event with a Markdown text at step 0: a tensor of one string for TensorBoard's {@code text} plugin.
     */
    static byte[] text(double wallTime, String tag, String markdown) {
        byte[] shape = message(2, message(2, varint(1, 1)));
        byte[] tensor = message(8, varint(1, DT_STRING), shape, text(8, markdown));
        byte[] metadata = message(9, message(1, text(1, "text")));
        return event(wallTime, 0, message(5, message(1, text(1, tag), tensor, metadata)));
    }

    /** Returns an event that marks a restart at a step; readers drop the data of earlier files from this step on. */
    static byte[] restart(double wallTime, long step) {
        return event(wallTime, step, message(7, varint(1, SESSION_START)));
    }

    private static byte[] event(double wallTime, long step, byte[] content) {
        return joined(field(1, EIGHT_BYTES, Double.BYTES).putDouble(wallTime).array(), varint(2, step), content);
    }

    private static byte[] text(int field, String text) {
        return message(field, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] message(int field, byte[]... parts) {
        byte[] content = joined(parts);
        return joined(number(field, DELIMITED, content.length), content);
    }

    private static byte[] varint(int field, long value) {
        return number(field, VARINT, value);
    }

    /** Returns the key of a field and a number of variable length. */
    private static byte[] number(int field, int type, long value) {
        ByteBuffer bytes = field(field, type, MAX_VARINT);
        long left = value;
        for (; (left & ~0x7fL) != 0; left >>>= 7) {
            bytes.put((byte) (left | 0x80));
        }
        bytes.put((byte) left);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Returns a buffer with the key of a field, below 16, and room for its value. */
    private static ByteBuffer field(int field, int type, int size) {
        return ByteBuffer.allocate(1 + size).order(ByteOrder.LITTLE_ENDIAN).put((byte) (field << 3 | type));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }
}
