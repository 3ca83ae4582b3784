package org.exeunt.app.watch;

import java.util.concurrent.TimeUnit;

/** The newest event, for which any number of threads wait. */
final class Latest {
    private String event = "";
    private long number;
    private boolean ended;

    /**
     * What a reader got.
     *
     * @param number of the event, from 1; that of the reader's last one if there was no newer one
     * @param last whether none will follow
     */
    record Seen(long number, String event, boolean last) {}

    synchronized void put(String newest) {
        event = newest;
        number++;
        notifyAll();
    }

    /** Says that no event will follow. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits for an event newer than one, at most so long. */
    synchronized Seen after(long seen, long seconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long left = TimeUnit.SECONDS.toMillis(seconds);
        while (number == seen && !ended && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        return new Seen(number, event, ended);
    }
}
