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

    /** A parameter of the run, known before the first round. */
    record Param(String key, String value) implements LogEntry {
        private static final int MAX_LENGTH = 6000;

        public Param {
            key = MlflowName.of(key);
            value = truncate(value, MAX_LENGTH);
        }

        @Override
        public String field() {
            return "params";
        }

        @Override
        public int maxPerRequest() {
            return 100;
        }

        @Override
        public ObjectNode json() {
            return pair(key, value);
        }
    }

    /** A tag of the run. */
    record Tag(String key, String value) implements LogEntry {
        private static final int MAX_LENGTH = 5000;

        public Tag {
            key = MlflowName.of(key);
            value = truncate(value, MAX_LENGTH);
        }

        @Override
        public String field() {
            return "tags";
        }

        @Override
        public int maxPerRequest() {
            return 100;
        }

        @Override
        public ObjectNode json() {
            return pair(key, value);
        }
    }

    private static ObjectNode pair(String key, String value) {
        return JsonNodeFactory.instance.objectNode().put("key", key).put("value", value);
    }

    private static String truncate(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength);
    }
}
