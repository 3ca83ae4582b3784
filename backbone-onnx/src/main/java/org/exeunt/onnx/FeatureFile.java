package org.exeunt.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/**
 * Features of examples on disk, in records of one size: the key of the example, the features of all exits and a
 * checksum. A record that is damaged is not found, so that its features are computed again. Safe for use by multiple
 * threads, and by several processes, which append whole records.
 */
final class FeatureFile {
    private static final int KEY = 2 * Long.BYTES;
    private static final long MOST_BYTES = 4L << 30;

    private final FileChannel channel;
    private final int[] sizes;
    private final int record;
    private final Map<Key, Long> places = new ConcurrentHashMap<>();

    /** An example, by two hashes of its values. */
    record Key(long first, long second) {}

    /**
     * Opens a file, which is created if it does not exist.
     *
     * @param sizes numbers of features of the exits
     * @return empty if the folder cannot be written
     */
    static Optional<FeatureFile> open(Path file, int[] sizes) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Optional.of(new FeatureFile(file, sizes));
        } catch (IOException e) {
            return Optional.empty(); // it only saves time
        }
    }

    private FeatureFile(Path file, int[] sizes) throws IOException {
        this.sizes = sizes;
        this.record = KEY + Float.BYTES * Arrays.stream(sizes).sum() + Long.BYTES;
        this.channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer key = ByteBuffer.allocate(KEY);
        for (long place = 0; place + record <= channel.size(); place += record) {
            channel.read(key.clear(), place);
            places.put(new Key(key.getLong(0), key.getLong(Long.BYTES)), place);
        }
    }

    /** Returns the features of all exits of an example; empty if they are not there, or damaged. */
    Optional<float[][]> read(Key key) {
        Long place = places.get(key);
        ByteBuffer content = ByteBuffer.allocate(record);
        try {
            if (place == null || channel.read(content, place) < record) {
                return Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        if (content.getLong(record - Long.BYTES) != checksum(content)) {
            places.remove(key);
            return Optional.empty();
        }
        content.position(KEY);
        float[][] features = new float[sizes.length][];
        for (int k = 0; k < sizes.length; k++) {
            features[k] = new float[sizes[k]];
            for (int i = 0; i < sizes[k]; i++) {
                features[k][i] = content.getFloat();
            }
        }
        return Optional.of(features);
    }

    /** Appends the features of all exits of an example, unless the file is full. */
    synchronized void write(Key key, float[][] features) {
        ByteBuffer content = ByteBuffer.allocate(record).putLong(key.first()).putLong(key.second());
        for (float[] each : features) {
            for (float value : each) {
                content.putFloat(value);
            }
        }
        content.putLong(checksum(content)).flip();
        try (var lock = channel.lock()) {
            // a record that another process could not finish is overwritten
            long place = channel.size() / record * record;
            if (lock.isValid() && place + record <= MOST_BYTES) {
                channel.write(content, place);
                places.put(key, place);
            }
        } catch (IOException e) {
            places.remove(key);
        }
    }

    private long checksum(ByteBuffer content) {
        CRC32 sum = new CRC32();
        sum.update(content.array(), 0, record - Long.BYTES);
        return sum.getValue();
    }
}
