package org.exeunt.app.fetch;

import java.nio.file.Path;
import java.util.List;

/**
 * The result of a download.
 *
 * @param folder with the files of the data set
 * @param alreadyThere whether the folder existed before
 * @param files that were downloaded; empty if the folder existed before
 */
public record Fetched(Path folder, boolean alreadyThere, List<File> files) {
    /**
     * A downloaded file.
     *
     * @param name of the published file
     * @param bytes its length
     * @param sha256 its checksum
     * @param verified whether it equals the published one; false if none is published
     */
    public record File(String name, long bytes, String sha256, boolean verified) {}
}
