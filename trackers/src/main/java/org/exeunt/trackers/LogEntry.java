package org.exeunt.trackers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One thing an MLflow run is told; keys and values keep MLflow's limits. */
sealed interface LogEntry {
    /** Returns the list of a {@code runs/log-batch} request it belongs to. */
    String list();

    /** Returns how many of its list a request may have. */
    int mostInARequest();

    ObjectNode json();

    /** A figure of a round; sent twice it is still one, as long as its time is the same. */
    record Metric(String key, double value, long milliseconds, int step) implements LogEntry {
        public Metric {
            key = MlflowName.of(key);
        }

        @Override
        public String list() {
            return "metrics";
        }

        @Override
        public int mostInARequest() {
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

    /** A fact known before the first round. */
    record Param(String key, String value) implements LogEntry {
        private static final int LONGEST = 6000;

        public Param {
            key = MlflowName.of(key);
            value = cut(value, LONGEST);
        }

        @Override
        public String list() {
            return "params";
        }

        @Override
        public int mostInARequest() {
            return 100;
        }

        @Override
        public ObjectNode json() {
            return pair(key, value);
        }
    }

    /** A remark. */
    record Tag(String key, String value) implements LogEntry {
        private static final int LONGEST = 5000;

        public Tag {
            key = MlflowName.of(key);
            value = cut(value, LONGEST);
        }

        @Override
        public String list() {
            return "tags";
        }

        @Override
        public int mostInARequest() {
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

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }
}
