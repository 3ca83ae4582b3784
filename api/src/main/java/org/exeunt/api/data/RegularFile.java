package org.exeunt.api.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Opens files named by users or by other files, if they are regular files: reading a pipe or a device might never end.
 */
public final class RegularFile {
    private RegularFile() {}

    /**
     * Opens a file for reading; links are followed.
     *
     * @throws IOException if the file is missing, is not a regular file or cannot be read
     */
    public static InputStream open(Path file) throws IOException {
        require(file);
        return Files.newInputStream(file);
    }

    /**
     * Checks that a path is a regular file; links are followed.
     *
     * @throws IOException if the path is missing, a directory, a pipe, a device or a socket
     */
    public static void require(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        if (!found.isRegularFile()) {
            throw new IOException(
                    found.isDirectory() ? "it is a directory" : "it is a pipe, a device or a socket, no regular file");
        }
    }
}
