package org.exeunt.trackers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An entry to log to an MLflow run; key and value are within MLflow's limits.
 *
 * @param field field of a {@code runs/log-batch} request that the entry belongs to
 * @param value number of a metric, otherwise text
 * @param milliseconds time of a metric, otherwise 0
 * @param step round of a metric, otherwise 0
 */
record LogEntry(String field, String key, Object value, long milliseconds, int step) {
    LogEntry {
        key = MlflowName.of(key);
    }

    /** Returns a metric of a round. Sending it again with the same timestamp does not duplicate it. */
    static LogEntry metric(String key, double value, long milliseconds, int step) {
        return new LogEntry("metrics", key, value, milliseconds, step);
    }

    /** Returns a parameter of the run, known before the first round. */
    static LogEntry param(String key, Object value) {
        return new LogEntry("params", key, truncate(value.toString(), 6000), 0, 0);
    }

    /** Returns a tag of the run. */
    static LogEntry tag(String key, Object value) {
        return new LogEntry("tags", key, truncate(value.toString(), 5000), 0, 0);
    }

    /** Returns the maximum number of entries in this field per request. */
    int maxPerRequest() {
        return value instanceof Double ? 1000 : 100;
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("key", key);
        return value instanceof Double metric
                ? json.put("value", metric).put("timestamp", milliseconds).put("step", step)
                : json.put("value", (String) value);
    }

    private static String truncate(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength);
    }
}
