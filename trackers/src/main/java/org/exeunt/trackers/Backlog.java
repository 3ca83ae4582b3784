package org.exeunt.trackers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** What an MLflow run has still to be told, in order. When it is full, the oldest entries go. */
final class Backlog {
    private static final int MOST_IN_A_REQUEST = 1000;
    // MLflow takes a million, with what is around the entries
    private static final int LARGEST_REQUEST_BYTES = 900_000;

    private final int most;
    private final Queue<LogEntry> entries = new ArrayDeque<>();
    private int dropped;

    /** Makes an empty one that holds so many entries. */
    Backlog(int most) {
        this.most = most;
    }

    void add(LogEntry entry) {
        if (entries.size() == most) {
            entries.remove();
            dropped++;
        }
        entries.add(entry);
    }

    /** Tells all, in as many requests as MLflow's limits ask for; what a request told is forgotten, whatever becomes of the next. */
    void tell(MlflowRun run) throws MlflowFailure {
        while (!entries.isEmpty()) {
            List<LogEntry> request = next();
            run.log(request);
            request.forEach(told -> entries.remove());
        }
    }

    private List<LogEntry> next() {
        List<LogEntry> request = new ArrayList<>();
        Map<String, Integer> sizes = new HashMap<>();
        int bytes = 0;
        for (LogEntry entry : entries) {
            bytes += entry.json().toString().getBytes(StandardCharsets.UTF_8).length + 1;
            if (request.size() == MOST_IN_A_REQUEST
                    || bytes > LARGEST_REQUEST_BYTES
                    || sizes.merge(entry.list(), 1, Integer::sum) > entry.mostInARequest()) {
                break;
            }
            request.add(entry);
        }
        return request;
    }

    /** Returns how many entries went because others came. */
    int dropped() {
        return dropped;
    }

    /** Returns how many entries were never told. */
    int untold() {
        return entries.size() + dropped;
    }
}
