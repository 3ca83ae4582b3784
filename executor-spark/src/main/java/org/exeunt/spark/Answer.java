package org.exeunt.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
            Opening.write(out, place.executor());
            Opening.write(out, place.host());
            out.writeInt(place.earlierTries());
            out.writeLong(workNanos);
            out.writeLong(totalNanos);
            out.writeInt(warnings.size());
            for (String warning : warnings) {
                Opening.write(out, warning);
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
            Place place = new Place(Opening.read(in), Opening.read(in), in.readInt());
            long workNanos = in.readLong();
            long totalNanos = in.readLong();
            List<String> warnings = new ArrayList<>();
            for (int remaining = in.readInt(); remaining > 0; remaining--) {
                warnings.add(Opening.read(in));
            }
            return new Answer(place, workNanos, totalNanos, warnings, in.readBoolean(), in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("not an answer of an executor", e);
        }
    }
}
