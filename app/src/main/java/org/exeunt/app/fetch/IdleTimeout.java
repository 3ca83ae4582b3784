package org.exeunt.app.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes a stream on which no data arrived for too long, so that its reader receives an {@link IOException}. The timeout of the HTTP client covers
 * only the headers; without this class a reader would wait forever for a dead connection.
 */
final class IdleTimeout implements AutoCloseable {
    private final InputStream stream;
    private final long timeoutNanos;
    private final ScheduledExecutorService watch;
    private volatile long lastReceived = System.nanoTime();
    private volatile boolean expired;

    /**
     * Starts to watch a stream.
     *
     * @param timeout maximum time between two bytes
     */
    IdleTimeout(InputStream stream, Duration timeout) {
        this.stream = stream;
        this.timeoutNanos = timeout.toNanos();
        this.watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "exeunt-idle-timeout");
            thread.setDaemon(true);
            return thread;
        });
        watch.scheduleWithFixedDelay(this::check, timeoutNanos / 4, timeoutNanos / 4, TimeUnit.NANOSECONDS);
    }

    /** Reports that data arrived. */
    void received() {
        lastReceived = System.nanoTime();
    }

    /** Returns whether the stream was closed because no data arrived. */
    boolean hasExpired() {
        return expired;
    }

    private void check() {
        if (System.nanoTime() - lastReceived > timeoutNanos) {
            expired = true;
            try {
                stream.close();
            } catch (IOException alreadyBroken) {
                // the reader receives an exception anyway
            }
        }
    }

    /** Stops watching. */
    @Override
    public void close() {
        watch.shutdownNow();
    }
}
