package org.exeunt.runtime.store.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Locks a run directory, or the folder of a download, against a second writer until the lock is closed or the process
 * ends. The empty lock file stays: if it were deleted, a process that has just opened it could lock the deleted file.
 */
public final class LockFile implements AutoCloseable {
    /** With POSIX locks, closing any channel to a file releases all locks of the process on that file. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private LockFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock; returns empty if another holder has it for a tenth of a second, longer than {@link #isHeld}.
     *
     * @throws org.exeunt.api.error.ExeuntException RESOURCE-21 if the file cannot be written
     */
    public static Optional<LockFile> take(Path file) {
        return OwnFiles.attempt(file, () -> {
            Optional<LockFile> lock = lock(file);
            for (int attempt = 1; lock.isEmpty() && attempt <= 10; attempt++) {
                LockSupport.parkNanos(10_000_000);
                lock = lock(file);
            }
            return lock;
        });
    }

    /** Returns whether the lock is held or may be held. */
    public static boolean isHeld(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                && OwnFiles.attempt(file, () -> {
                    try {
                        Optional<LockFile> lock = lock(file);
                        lock.ifPresent(LockFile::close);
                        return lock.isEmpty();
                    } catch (AccessDeniedException e) {
                        return true; // the file belongs to another user
                    }
                });
    }

    private static Optional<LockFile> lock(Path file) throws IOException {
        Path real = file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        if (!HELD_HERE.add(real)) {
            return Optional.empty();
        }
        boolean taken = false;
        try {
            FileChannel channel = OwnFiles.open(real, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                taken = channel.tryLock() != null;
                return taken ? Optional.of(new LockFile(real, channel)) : Optional.empty();
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
        } finally {
            if (!taken) {
                HELD_HERE.remove(real);
            }
        }
    }

    @Override
    public void close() {
        OwnFiles.attempt(file, channel::close);
        HELD_HERE.remove(file);
    }
}
