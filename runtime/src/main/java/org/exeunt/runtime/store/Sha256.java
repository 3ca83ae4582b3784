package org.exeunt.runtime.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in lower-case hexadecimal digits. */
final class Sha256 {
    private Sha256() {}

    static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Returns the sum of what a digest has taken in, which goes on taking in more. */
    static String soFar(MessageDigest digest) {
        try {
            return end((MessageDigest) digest.clone());
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("every Java platform can copy the state of SHA-256", e);
        }
    }

    static String end(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
