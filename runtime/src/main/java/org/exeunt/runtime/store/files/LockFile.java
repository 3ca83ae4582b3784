package org.exeunt.runtime.store.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.exeunt.api.error.ExeuntException;

/**
 * Locks a run directory, or the folder of a download, against a second writer until the lock is closed or the process
 * ends.
 *
 * <p>Closing deletes the lock file. The previous holder may delete it between opening and locking it here, so a new
 * holder writes a unique token and checks that the file of that name contains it.
 *
 * <p>With POSIX locks, closing any channel to a file releases all locks of the process on that file. Therefore the
 * channel that reads the token stays open until the lock is closed, and a file that this process has locked is never
 * opened again.
 */
public final class LockFile implements AutoCloseable {
    /**
     * Position of the lock, beyond the content: on some systems a locked range cannot be read, and other processes read
     * the holder's id.
     */
    private static final long LOCK_POSITION = Long.MAX_VALUE - 1;

    /** Times to try, because {@link #isHeld} of another process holds a lock for a moment. */
    private static final int TRIES = 20;

    private static final int PAUSE_MILLIS = 10;

    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private final FileChannel witness;

    private LockFile(Path file, FileChannel channel, FileChannel witness) {
        this.file = file;
        this.channel = channel;
        this.witness = witness;
    }

    /**
     * Takes the lock.
     *
     * @param locked returns the exception if another holder has it, given its process id, or an empty string if unknown
     * @throws org.exeunt.api.error.ExeuntException RESOURCE-21 if the file cannot be written
     */
    public static LockFile take(Path file, Function<String, ExeuntException> locked) {
        Path real = real(file);
        if (!HELD_HERE.add(real)) {
            throw locked.apply(pid());
        }
        LockFile lock = null;
        try {
            while (lock == null) {
                lock = tryTake(real, locked);
            }
            return lock;
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        } finally {
            if (lock == null) {
                HELD_HERE.remove(real);
            }
        }
    }

    /** Returns whether the lock is held or may be held. */
    public static boolean isHeld(Path file) {
        Path real = real(file);
        // registered meanwhile, so that no other thread locks the file that this one closes
        if (!HELD_HERE.add(real)) {
            return true;
        }
        try (FileChannel channel = OwnFiles.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.tryLock(LOCK_POSITION, 1, false) == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (AccessDeniedException e) {
            return true; // the file belongs to another user
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        } finally {
            HELD_HERE.remove(real);
        }
    }

    private static Path real(Path file) {
        try {
            return file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        }
    }

    /** Takes the lock once; returns null if the file was deleted between opening and locking it. */
    private static LockFile tryTake(Path file, Function<String, ExeuntException> locked) throws IOException {
        LockFile lock = null;
        FileChannel channel =
                OwnFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            for (int tries = 1; channel.tryLock(LOCK_POSITION, 1, false) == null; tries++) {
                if (tries == TRIES) {
                    throw locked.apply(token(channel).split(" ")[0]);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
            }
            lock = confirm(file, channel);
            return lock;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    private static LockFile confirm(Path file, FileChannel channel) throws IOException {
        String token = pid() + " " + UUID.randomUUID();
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(token.getBytes(StandardCharsets.UTF_8)), 0);
        FileChannel witness = null;
        boolean sameFile = false;
        try {
            witness = OwnFiles.open(file, StandardOpenOption.READ);
            sameFile = token(witness).equals(token);
            return sameFile ? new LockFile(file, channel, witness) : null;
        } catch (NoSuchFileException e) {
            return null;
        } finally {
            if (witness != null && !sameFile) {
                witness.close();
            }
        }
    }

    private static String token(FileChannel channel) throws IOException {
        return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String pid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    @Override
    public void close() {
        try (channel;
                witness) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw RecordErrors.cannotWrite(file, e);
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
