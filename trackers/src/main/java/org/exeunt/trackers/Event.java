package org.exeunt.trackers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Event() {}

    /** Returns the first event of every file. */
    static byte[] version(double wallTime) {
        return new Event().wallTime(wallTime).text(3, "brain.Event:2").bytes.toByteArray();
    }

    /** Returns an event with scalars at a step. */
    static byte[] scalars(double wallTime, long step, Map<String, Double> scalars) {
        Event summary = new Event();
        scalars.forEach(
                (tag, value) -> summary.message(1, new Event().text(1, tag).fourBytes(2, value.floatValue())));
        return new Event()
                .wallTime(wallTime)
                .varint(2, step)
                .message(5, summary)
                .bytes
                .toByteArray();
    }

    /**
     * Returns an event with a Markdown text at step 0: a tensor of one string for TensorBoard's {@code text} plugin.
     */
    static byte[] text(double wallTime, String tag, String markdown) {
        Event shape = new Event().message(2, new Event().varint(1, 1));
        Event tensor = new Event().varint(1, DT_STRING).message(2, shape).text(8, markdown);
        Event metadata = new Event().message(1, new Event().text(1, "text"));
        Event value = new Event().text(1, tag).message(8, tensor).message(9, metadata);
        return new Event()
                .wallTime(wallTime)
                .message(5, new Event().message(1, value))
                .bytes
                .toByteArray();
    }

    /** Returns an event that marks a restart at a step; readers drop the data of earlier files from this step on. */
    static byte[] restart(double wallTime, long step) {
        return new Event()
                .wallTime(wallTime)
                .varint(2, step)
                .message(7, new Event().varint(1, SESSION_START))
                .bytes
                .toByteArray();
    }

    private Event message(int field, Event inner) {
        return delimited(field, inner.bytes.toByteArray());
    }

    private Event wallTime(double seconds) {
        key(1, EIGHT_BYTES);
        bytes.writeBytes(ByteBuffer.allocate(Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(seconds)
                .array());
        return this;
    }

    private Event fourBytes(int field, float value) {
        key(field, FOUR_BYTES);
        bytes.writeBytes(ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array());
        return this;
    }

    private Event varint(int field, long value) {
        key(field, VARINT);
        varint(value);
        return this;
    }

    private Event text(int field, String text) {
        return delimited(field, text.getBytes(StandardCharsets.UTF_8));
    }

    private Event delimited(int field, byte[] content) {
        key(field, DELIMITED);
        varint(content.length);
        bytes.writeBytes(content);
        return this;
    }

    private void key(int field, int type) {
        varint((long) field << 3 | type);
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        bytes.write((int) left);
    }
}
