package org.exeunt.testsupport;

import java.io.IOException;
import java.nio.file.Path;

/** A device in a temporary folder, for tests of files that must not be read or that are full. */
public enum DecoyDevice {
    /** Empty, as {@code /dev/null}. */
    NULL(3),
    /** Endless, as {@code /dev/zero}. */
    ZERO(5),
    /** Without space, as {@code /dev/full}. */
    FULL(7);

    private final int minor;

    DecoyDevice(int minor) {
        this.minor = minor;
    }

    /** Creates the device; returns false if the user may not create devices. */
    public boolean create(Path name) throws IOException {
        return succeeds("mknod", name.toString(), "c", "1", Integer.toString(minor));
    }

    /** Creates the device, or a pipe if the user may not create devices. */
    public void createOrPipe(Path name) throws IOException {
        if (!create(name)) {
            pipe(name);
        }
    }

    /** Creates a named pipe. */
    public static void pipe(Path name) throws IOException {
        if (!succeeds("mkfifo", name.toString())) {
            throw new IOException("mkfifo cannot create " + name);
        }
    }

    private static boolean succeeds(String... command) throws IOException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
