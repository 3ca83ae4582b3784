package org.exeunt.app.watch;

import java.util.concurrent.TimeUnit;

/** Holds the newest event; any number of threads may wait for it. */
final class Latest {
    private String event = "";
    private long number;
    private boolean ended;

    /**
     * The result of waiting.
     *
     * @param number of the event, from 1; unchanged if there was no newer event
     * @param last whether no other event will follow
     */
    record Seen(long number, String event, boolean last) {}

    synchronized void put(String newest) {
        event = newest;
        number++;
        notifyAll();
    }

    /** Declares that no event will follow. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits for an event newer than number {@code seen}, at most the given time. */
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
