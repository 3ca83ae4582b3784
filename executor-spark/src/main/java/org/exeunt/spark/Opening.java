package org.exeunt.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SortedMap;

/**
 * What an executor needs to assemble the federation of a run.
 *
 * @param folder absolute path of the working directory of the run, which relative paths are resolved against
 * @param configuration resolved, as JSON
 * @param anyArithmetic whether {@link org.exeunt.runtime.store.identity.Provenance#MACHINE} properties may differ
 * @param fingerprint of the run
 */
record Opening(String folder, String configuration, boolean anyArithmetic, SortedMap<String, String> fingerprint) {
    private static final ObjectMapper JSON = new ObjectMapper();

    byte[] encode() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
    }

    static Opening decode(byte[] bytes) {
        try {
            return JSON.readValue(bytes, Opening.class);
        } catch (IOException e) {
            throw new UncheckedIOException("not an opening of a run", e);
        }
    }
}
