package org.exeunt.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A small file system in memory that can be filled and made read-only. Requires root on Linux, or skips the test. */
final class SmallDisk implements AutoCloseable {
    private static final int PAGE = 4096;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts a disk, or skips the test if that is not possible. */
    static SmallDisk mount(Path folder, int kibibytes) throws IOException, InterruptedException {
        String error;
        try {
            error = run("mount", "-t", "tmpfs", "-o", "size=" + kibibytes + "k", "tmpfs", folder.toString());
        } catch (IOException e) {
            error = e.getMessage();
        }
        Assumptions.assumeTrue(error.isEmpty(), "no small disk can be mounted here: " + error);
        return new SmallDisk(folder);
    }

    /** Fills the disk except for the given number of bytes. */
    void fill(long left) throws IOException {
        byte[] page = new byte[PAGE];
        try (OutputStream filler = Files.newOutputStream(filler())) {
            while (freeSpace() >= left + PAGE) {
                filler.write(page);
            }
        }
        assertThat(freeSpace()).isBetween(left, left + PAGE);
    }

    /** Frees the space that {@link #fill} has taken. */
    void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private long freeSpace() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    void makeReadOnly() throws IOException, InterruptedException {
        assertThat(run("mount", "-o", "remount,ro", folder.toString())).isEmpty();
    }

    void makeWritable() throws IOException, InterruptedException {
        assertThat(run("mount", "-o", "remount,rw", folder.toString())).isEmpty();
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    /** Returns the output of a command if it failed, and otherwise an empty string. */
    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : output.isBlank() ? "failed without output" : output.strip();
    }

    @Override
    public void close() throws IOException {
        try {
            assertThat(run("umount", folder.toString())).isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while unmounting", e);
        }
    }
}
