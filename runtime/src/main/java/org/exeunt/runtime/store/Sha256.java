package org.exeunt.runtime.store;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes SHA-256 checksums in lower-case hexadecimal digits. */
final class Sha256 {
    private Sha256() {}

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform provides SHA-256", e);
        }
    }

    /** Returns the checksum of the remaining bytes of a stream; does not close it. */
    static String of(InputStream content) throws IOException {
        MessageDigest digest = newDigest();
        byte[] piece = new byte[1 << 16];
        for (int read = content.read(piece); read >= 0; read = content.read(piece)) {
            digest.update(piece, 0, read);
        }
        return hex(digest);
    }

    /** Returns the checksum of the bytes so far; the digest can be updated further. */
    static String current(MessageDigest digest) {
        try {
            return hex((MessageDigest) digest.clone());
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("the SHA-256 digest of the Java platform is cloneable", e);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
