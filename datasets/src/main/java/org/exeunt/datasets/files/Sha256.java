package org.exeunt.datasets.files;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 checksums in lower-case hexadecimal digits. */
public final class Sha256 {
    private Sha256() {}

    /** Returns the checksum of the concatenation of {@code contents}. */
    public static String of(byte[]... contents) {
        return HexFormat.of().formatHex(bytes(contents));
    }

    /** Returns the checksum of the concatenation of {@code contents} as 32 bytes. */
    public static byte[] bytes(byte[]... contents) {
        MessageDigest digest = digest();
        for (byte[] content : contents) {
            digest.update(content);
        }
        return digest.digest();
    }

    /** Returns a new computation of a checksum. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
