package org.exeunt.runtime.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A configuration with nothing left to defaults, as text: the same configuration gives the same bytes on every system, and reading them gives
 * an equal configuration. Keys are in the order their records declare them, {@code type} first.
 *
 * @param text JSON, lines ended by a line feed
 */
public record ResolvedConfig(String text) {
    /** Writes a configuration. */
    public static ResolvedConfig of(RunConfig config) {
        return new ResolvedConfig(PrettyJson.text(RecordWriter.write(config)));
    }

    /** Returns the SHA-256 of the text, 64 hexadecimal digits. */
    public String sha256() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
