package org.exeunt.api.data;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes SHA-256 checksums, such as those of {@link Dataset.File}. */
public final class Sha256 {
    private Sha256() {}

    /** Returns the checksum of the concatenation of {@code contents} in lower-case hexadecimal digits. */
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

    /**
     * Returns the checksum of the bytes so far in lower-case hexadecimal digits.
     *
     * @param digest of {@link #digest()}; can be updated further
     */
    public static String of(MessageDigest digest) {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("the SHA-256 digest of the Java platform is cloneable", e);
        }
    }

    /** Returns a new computation of a checksum. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
