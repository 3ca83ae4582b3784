package org.exeunt.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What an executor returns for a task.
 *
 * @param place where the task ran
 * @param workNanos processor time of the task
 * @param totalNanos processor time of the executor's process so far; zero if it is the process of the run
 * @param warnings of plugins
 * @param failed whether {@code bytes} are a {@link org.exeunt.runtime.remote.RemoteFailure} and not a result
 * @param bytes of a {@link org.exeunt.runtime.store.codec.TaskCodec}
 */
record Answer(Place place, long workNanos, long totalNanos, List<String> warnings, boolean failed, byte[] bytes) {
    byte[] encode() {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(encoded)) {
            write(out, place.executor());
            write(out, place.host());
            out.writeInt(place.earlierTries());
            out.writeLong(workNanos);
            out.writeLong(totalNanos);
            out.writeInt(warnings.size());
            for (String warning : warnings) {
                write(out, warning);
            }
            out.writeBoolean(failed);
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return encoded.toByteArray();
    }

    static Answer decode(byte[] encoded) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            Place place = new Place(read(in), read(in), in.readInt());
            long workNanos = in.readLong();
            long totalNanos = in.readLong();
            List<String> warnings = new ArrayList<>();
            for (int remaining = in.readInt(); remaining > 0; remaining--) {
                warnings.add(read(in));
            }
            return new Answer(place, workNanos, totalNanos, warnings, in.readBoolean(), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("not an answer of an executor", e);
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String read(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
