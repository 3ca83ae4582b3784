package org.exeunt.app.fetch;

import java.net.URI;
import java.util.List;
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
    private static final String CHECKSUM = "[0-9a-f]{64}";
    private static final String NAME = "[^\\p{Cntrl}/\\\\:.][^\\p{Cntrl}/\\\\:]{0,199}";

    public RemoteFile {
        boolean valid = url != null
                && url.getHost() != null
                && List.of("http", "https").contains(url.getScheme())
                && url.getRawUserInfo() == null
                && !url.getRawAuthority().endsWith(":")
                && name(url).matches(NAME);
        if (!valid) {
            throw new IllegalArgumentException(
                    "url %s: an address with http or https expected, without user and password, that ends in a name"
                            .formatted(Secrets.hide(String.valueOf(url))));
        }
        if (packing == null) {
            throw new IllegalArgumentException("url %s: its packing is missing".formatted(url));
        }
        if (sha256 != null && !sha256.matches(CHECKSUM)) {
            throw new IllegalArgumentException(
                    "sha256 %s: 64 lower-case hexadecimal digits expected".formatted(sha256));
        }
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
