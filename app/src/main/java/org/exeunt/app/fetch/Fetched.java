package org.exeunt.app.fetch;

import java.nio.file.Path;
import java.util.List;

/**
 * What a fetch came to.
 *
 * @param folder that holds the data set's files
 * @param alreadyThere whether it was there before
 * @param files that were brought; none if it was there before
 */
public record Fetched(Path folder, boolean alreadyThere, List<File> files) {
    /**
     * A file that was brought.
     *
     * @param name of the published file
     * @param bytes its length
     * @param sha256 its checksum
     * @param verified whether that is the published one; else none was known
     */
    public record File(String name, long bytes, String sha256, boolean verified) {}

    public Fetched {
        files = List.copyOf(files);
    }
}
