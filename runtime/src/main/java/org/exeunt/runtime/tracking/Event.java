package org.exeunt.runtime.tracking;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Protocol buffers of TensorFlow's events, the few fields that scalars need: {@code Event { double wall_time = 1; int64 step = 2; string
 * file_version = 3; Summary summary = 5; }}, {@code Summary { repeated Value value = 1; }}, {@code Value { string tag = 1; float simple_value =
 * 2; }}.
 */
final class Event {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int DELIMITED = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Event() {}

    /** Returns the event every file begins with. */
    static byte[] version(double wallTime) {
        return new Event().wallTime(wallTime).text(3, "brain.Event:2").bytes.toByteArray();
    }

    /** Returns an event with the scalars of a step. */
    static byte[] scalars(double wallTime, long step, Map<String, Double> scalars) {
        Event summary = new Event();
        scalars.forEach((tag, value) -> summary.delimited(
                1,
                new Event().text(1, tag).fourBytes(2, value.floatValue()).bytes.toByteArray()));
        return new Event()
                .wallTime(wallTime)
                .varint(2, step)
                .delimited(5, summary.bytes.toByteArray())
                .bytes
                .toByteArray();
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
