package org.exeunt.api.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Opens files that are named from outside: a pipe would be waited for without end, a device be read without end. */
public final class RegularFile {
    private RegularFile() {}

    /**
     * Opens a file for reading; a link leads to its target.
     *
     * @throws IOException if it is missing, is no regular file or cannot be read
     */
    public static InputStream open(Path file) throws IOException {
        require(file);
        return Files.newInputStream(file);
    }

    /**
     * Requires that a name, or what a link of that name leads to, is a regular file.
     *
     * @throws IOException if it is missing, a folder, a pipe, a device or a socket
     */
    public static void require(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        if (!found.isRegularFile()) {
            throw new IOException(
                    found.isDirectory() ? "it is a directory" : "it is a pipe, a device or a socket, no regular file");
        }
    }
}
