package org.exeunt.trackers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An entry to log to an MLflow run; keys and values are within MLflow's limits. */
sealed interface LogEntry {
    /** Returns the field of a {@code runs/log-batch} request that this entry belongs to. */
    String field();

    /** Returns the maximum number of entries in this field per request. */
    int maxPerRequest();

    ObjectNode json();

    /** A metric of a round. Sending it again with the same timestamp does not duplicate it. */
    record Metric(String key, double value, long milliseconds, int step) implements LogEntry {
        public Metric {
            key = MlflowName.of(key);
        }

        @Override
        public String field() {
            return "metrics";
        }

        @Override
        public int maxPerRequest() {
            return 1000;
        }

        @Override
        public ObjectNode json() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("key", key)
                    .put("value", value)
                    .put("timestamp", milliseconds)
                    .put("step", step);
        }
    }

    /** A text of the run. */
    record Text(String field, String key, String value) implements LogEntry {
        @Override
        public int maxPerRequest() {
            return 100;
        }

        @Override
        public ObjectNode json() {
            return JsonNodeFactory.instance.objectNode().put("key", key).put("value", value);
        }
    }

    /** Returns a parameter of the run, known before the first round. */
    static LogEntry param(String key, Object value) {
        return new Text("params", MlflowName.of(key), truncate(value.toString(), 6000));
    }

    /** Returns a tag of the run. */
    static LogEntry tag(String key, Object value) {
        return new Text("tags", MlflowName.of(key), truncate(value.toString(), 5000));
    }

    private static String truncate(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength);
    }
}
