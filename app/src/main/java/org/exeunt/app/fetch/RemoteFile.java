package org.exeunt.app.fetch;

import java.net.URI;
import org.exeunt.api.error.Secrets;

/**
 * A file of a publication.
 *
 * @param url http or https
 * @param bytes published length; null if unknown
 * @param sha256 checksum in lower-case hexadecimal digits; null if unknown
 * @param packing its format
 * @param inner name of a zip archive within it that contains the data set; null if it contains the data set itself
 */
public record RemoteFile(URI url, Long bytes, String sha256, ArchiveFormat packing, String inner) {
    /** Maximum size if no length is known; eight times the largest archive of a known data set. */
    private static final long MAX_UNKNOWN_BYTES = 2L << 30;

    private static final String CHECKSUM = "[0-9a-f]{64}";
    private static final String NAME = "[^\\p{Cntrl}/\\\\:.][^\\p{Cntrl}/\\\\:]{0,199}";

    public RemoteFile {
        if (url == null
                || url.getHost() == null
                || !"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
            throw refused(url, "an address with http or https expected");
        }
        if (url.getRawUserInfo() != null) {
            throw refused(url, "an address without user and password expected, which are not sent");
        }
        if (packing == null) {
            throw refused(url, "its packing is missing");
        }
        if (!name(url).matches(NAME)
                && (packing == ArchiveFormat.NONE || !name(url).isEmpty())) {
            throw refused(url, "an address that ends in a plain name expected");
        }
        if (sha256 != null && !sha256.matches(CHECKSUM)) {
            throw new IllegalArgumentException(
                    "sha256 %s: 64 lower-case hexadecimal digits expected".formatted(sha256));
        }
    }

    private static IllegalArgumentException refused(URI url, String expected) {
        return new IllegalArgumentException("url %s: %s".formatted(Secrets.hide(String.valueOf(url)), expected));
    }

    /**
     * Returns the maximum number of bytes to download: twice the published length, because another packing of the data
     * with its own checksum may be longer; 2 GiB if no length is published.
     */
    long maxBytes() {
        return bytes == null ? MAX_UNKNOWN_BYTES : 2 * bytes;
    }

    /** Returns the file name, the last part of the address. */
    String name() {
        return name(url);
    }

    private static String name(URI url) {
        String path = url.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    RemoteFile at(URI other) {
        return new RemoteFile(other, bytes, sha256, packing, inner);
    }

    /** Returns the file with another expected checksum. */
    RemoteFile withChecksum(String other) {
        return new RemoteFile(url, bytes, other, packing, inner);
    }
}
