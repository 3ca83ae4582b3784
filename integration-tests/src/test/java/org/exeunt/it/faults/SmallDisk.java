package org.exeunt.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A disk of a few hundred KiB, in memory, that can be filled and made read-only. Where none can be mounted (Linux, as root), the test is left out. */
final class SmallDisk implements AutoCloseable {
    private static final int PAGE = 4096;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    static SmallDisk mount(Path folder, int kibibytes) throws IOException, InterruptedException {
        String refusal;
        try {
            refusal = run("mount", "-t", "tmpfs", "-o", "size=" + kibibytes + "k", "tmpfs", folder.toString());
        } catch (IOException e) {
            refusal = e.getMessage();
        }
        Assumptions.assumeTrue(refusal.isEmpty(), "no small disk can be mounted here: " + refusal);
        return new SmallDisk(folder);
    }

    /** Takes all room but so many bytes. */
    void fill(long left) throws IOException {
        byte[] page = new byte[PAGE];
        try (OutputStream filler = Files.newOutputStream(filler())) {
            while (room() >= left + PAGE) {
                filler.write(page);
            }
        }
        assertThat(room()).isBetween(left, left + PAGE);
    }

    /** Gives the room back. */
    void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    /** Returns how many bytes can still be written. */
    long room() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    void refuseWriting() throws IOException, InterruptedException {
        assertThat(run("mount", "-o", "remount,ro", folder.toString())).isEmpty();
    }

    void allowWriting() throws IOException, InterruptedException {
        assertThat(run("mount", "-o", "remount,rw", folder.toString())).isEmpty();
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    /** Returns what a command had to say if it failed, else nothing. */
    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : said.isBlank() ? "it failed" : said.strip();
    }

    @Override
    public void close() throws IOException {
        try {
            assertThat(run("umount", folder.toString())).isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before the disk was let go", e);
        }
    }
}
