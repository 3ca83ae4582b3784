package org.exeunt.app.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes a stream over which nothing has come for too long, so that whoever reads it goes on by an {@link IOException}: the time limit of an HTTP
 * client ends with the headers, and a connection that died without a word would be waited for without end.
 */
final class IdleTimeout implements AutoCloseable {
    private final InputStream stream;
    private final long longest;
    private final ScheduledExecutorService watch;
    private volatile long heard = System.nanoTime();
    private volatile boolean broken;

    /**
     * Begins to watch.
     *
     * @param longest time between two bytes
     */
    IdleTimeout(InputStream stream, Duration longest) {
        this.stream = stream;
        this.longest = longest.toNanos();
        this.watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "exeunt-silence");
            thread.setDaemon(true);
            return thread;
        });
        watch.scheduleWithFixedDelay(this::look, this.longest / 4, this.longest / 4, TimeUnit.NANOSECONDS);
    }

    /** Says that something has come. */
    void heard() {
        heard = System.nanoTime();
    }

    /** Returns whether the stream was closed because nothing came. */
    boolean isBroken() {
        return broken;
    }

    private void look() {
        if (System.nanoTime() - heard > longest) {
            broken = true;
            try {
                stream.close();
            } catch (IOException alreadyBroken) {
                // the reader will find out by itself
            }
        }
    }

    /** Ends watching. */
    @Override
    public void close() {
        watch.shutdownNow();
    }
}
