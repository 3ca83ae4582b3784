package org.exeunt.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an executor needs to assemble the federation of a run.
 *
 * @param folder absolute path of the working directory of the run, which relative paths are resolved against
 * @param configuration resolved, as JSON
 * @param anyArithmetic whether {@link org.exeunt.runtime.store.identity.Provenance#MACHINE} properties may differ
 * @param fingerprint of the run
 */
record Opening(String folder, String configuration, boolean anyArithmetic, SortedMap<String, String> fingerprint) {
    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, folder);
            write(out, configuration);
            out.writeBoolean(anyArithmetic);
            out.writeInt(fingerprint.size());
            for (var entry : fingerprint.entrySet()) {
                write(out, entry.getKey());
                write(out, entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    static Opening decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String folder = read(in);
            String configuration = read(in);
            boolean anyArithmetic = in.readBoolean();
            SortedMap<String, String> fingerprint = new TreeMap<>();
            for (int remaining = in.readInt(); remaining > 0; remaining--) {
                fingerprint.put(read(in), read(in));
            }
            return new Opening(folder, configuration, anyArithmetic, fingerprint);
        } catch (IOException e) {
            throw new UncheckedIOException("not an opening of a run", e);
        }
    }

    static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String read(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
