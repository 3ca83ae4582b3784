package org.exeunt.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.exeunt.api.data.Sha256;

/**
 * What the tasks of a call have in common: the values of a block are sent once per distinct content, by a broadcast, if
 * they have at least {@value #MINIMUM_BYTES} bytes. Smaller ones are sent with each task. Used by one thread.
 *
 * <p>A broadcast exists while tasks that need it run; one that was needed more than once exists until the end of the
 * call.
 */
final class SharedParts implements AutoCloseable {
    static final int MINIMUM_BYTES = 1 << 18;

    /** Content of tasks that are running or may follow. */
    static final class Part {
        private final ByteBuffer key;
        private final Broadcast<byte[]> broadcast;
        private int jobs;
        private boolean neededAgain;

        private Part(ByteBuffer key, Broadcast<byte[]> broadcast, boolean neededAgain) {
            this.key = key;
            this.broadcast = broadcast;
            this.neededAgain = neededAgain;
        }

        Broadcast<byte[]> broadcast() {
            return broadcast;
        }
    }

    private final JavaSparkContext spark;
    private final Map<ByteBuffer, Part> parts = new HashMap<>();
    private final Set<ByteBuffer> destroyed = new HashSet<>();
    private final MessageDigest sha256 = Sha256.digest();
    private long broadcastBytes;
    private long taskBytes;

    SharedParts(JavaSparkContext spark) {
        this.spark = spark;
    }

    /**
     * Cuts an encoded task.
     *
     * @param boundaries positions at which the values of a block start and end, in order
     * @param needed receives the parts that the task needs, unless it has them
     * @return bytes for {@link #join}
     */
    byte[] cut(byte[] task, List<Integer> boundaries, List<Part> needed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            int from = 0;
            int start = 0;
            for (int end : boundaries) {
                if (end - start >= MINIMUM_BYTES) {
                    piece(out, task, from, start);
                    out.writeInt(-1 - index(part(task, start, end), needed));
                    from = end;
                }
                start = end;
            }
            piece(out, task, from, task.length);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        taskBytes += bytes.size();
        return bytes.toByteArray();
    }

    private static void piece(DataOutputStream out, byte[] task, int from, int to) throws IOException {
        out.writeInt(to - from);
        out.write(task, from, to - from);
    }

    private static int index(Part part, List<Part> needed) {
        int index = needed.indexOf(part);
        if (index < 0) {
            index = needed.size();
            needed.add(part);
            part.jobs++;
            part.neededAgain |= part.jobs > 1;
        }
        return index;
    }

    private Part part(byte[] task, int from, int to) {
        sha256.update(task, from, to - from);
        ByteBuffer key = ByteBuffer.wrap(sha256.digest());
        return parts.computeIfAbsent(key, absent -> {
            broadcastBytes += to - from;
            return new Part(key, spark.broadcast(Arrays.copyOfRange(task, from, to)), destroyed.contains(key));
        });
    }

    /** Restores a task from what {@link #cut} returned and its broadcasts, in the order of its parts. */
    static byte[] join(byte[] task, List<Broadcast<byte[]>> parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(task))) {
            while (in.available() > 0) {
                int length = in.readInt();
                joined.write(length < 0 ? parts.get(-1 - length).value() : in.readNBytes(length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("not a task of this version", e);
        }
        return joined.toByteArray();
    }

    /** Reports that a job has ended, which needed parts. */
    void release(List<Part> needed) {
        for (Part part : needed) {
            part.jobs--;
            if (part.jobs == 0 && !part.neededAgain) {
                destroyed.add(part.key);
                parts.remove(part.key);
                part.broadcast.destroy();
            }
        }
    }

    /** Returns the number of bytes in broadcasts so far. */
    long broadcastBytes() {
        return broadcastBytes;
    }

    /** Returns the number of bytes in tasks so far. */
    long taskBytes() {
        return taskBytes;
    }

    @Override
    public void close() {
        parts.values().forEach(part -> part.broadcast.destroy());
        parts.clear();
    }
}
