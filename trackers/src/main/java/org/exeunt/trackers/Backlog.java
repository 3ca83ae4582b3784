package org.exeunt.trackers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * A bounded queue of entries to send to an MLflow run. When it is full, the oldest entries are dropped. For one thread.
 */
final class Backlog {
    private static final int MAX_ENTRIES_PER_REQUEST = 1000;
    // the limit of MLflow is 1,000,000, including the JSON around the entries
    private static final int MAX_REQUEST_BYTES = 900_000;

    private final int capacity;
    private final Queue<LogEntry> entries = new ArrayDeque<>();
    private int dropped;

    /** Creates an empty backlog of at most {@code capacity} entries. */
    Backlog(int capacity) {
        this.capacity = capacity;
    }

    void add(LogEntry entry) {
        if (entries.size() == capacity) {
            entries.remove();
            dropped++;
        }
        entries.add(entry);
    }

    /**
     * Sends all entries, in batches within MLflow's limits. Each batch is removed once it is sent; after a failure the
     * rest remains.
     */
    void flush(MlflowRun run) throws MlflowFailure {
        while (!entries.isEmpty()) {
            List<LogEntry> batch = nextBatch();
            run.log(batch);
            batch.forEach(sent -> entries.remove());
        }
    }

    private List<LogEntry> nextBatch() {
        List<LogEntry> batch = new ArrayList<>();
        Map<String, Integer> sizes = new HashMap<>();
        int bytes = 0;
        for (LogEntry entry : entries) {
            bytes += entry.json().toString().getBytes(StandardCharsets.UTF_8).length + 1;
            if (batch.size() == MAX_ENTRIES_PER_REQUEST
                    || bytes > MAX_REQUEST_BYTES
                    || sizes.merge(entry.field(), 1, Integer::sum) > entry.maxPerRequest()) {
                break;
            }
            batch.add(entry);
        }
        return batch;
    }

    /** Returns the number of entries dropped because the backlog was full. */
    int dropped() {
        return dropped;
    }

    /** Returns the number of entries not sent, including dropped ones. */
    int unsent() {
        return entries.size() + dropped;
    }
}
