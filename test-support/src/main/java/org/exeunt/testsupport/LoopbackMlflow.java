package org.exeunt.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * An MLflow server on the loopback interface, with the methods that a tracker calls. It keeps runs, and records each
 * request that violates the limits of MLflow's REST API 2.0.
 */
public final class LoopbackMlflow implements AutoCloseable {
    private static final String API = "/api/2.0/mlflow/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, String> experiments = new LinkedHashMap<>();
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private Optional<Answer> given = Optional.empty();

    /** A received request. */
    public record Call(String path, String authorization) {}

    private record Metric(String key, double value, long timestamp, long step) {}

    private record Answer(int status, String body) {}

    /** The state of a run on the server. */
    public static final class Run {
        public final String name;
        public final Map<String, String> params = new LinkedHashMap<>();
        public final Map<String, String> tags = new LinkedHashMap<>();
        public String status = "RUNNING";
        private final Set<Metric> metrics = new LinkedHashSet<>();
        private long latest;

        private Run(String name, long start) {
            this.name = name;
            this.latest = start;
        }

        private List<Metric> metrics(String key) {
            return metrics.stream().filter(metric -> metric.key().equals(key)).toList();
        }

        /** Returns the values of a metric in order of arrival. */
        public List<Double> values(String key) {
            return metrics(key).stream().map(Metric::value).toList();
        }

        /** Returns the steps of a metric in order of arrival. */
        public List<Long> steps(String key) {
            return metrics(key).stream().map(Metric::step).toList();
        }
    }

    public LoopbackMlflow() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::serve);
        server.start();
    }

    public String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Sets the response to all further requests. */
    public synchronized void always(int status, String body) {
        given = Optional.of(new Answer(status, body));
    }

    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    public synchronized Set<String> experiments() {
        return new TreeSet<>(experiments.keySet());
    }

    /** Returns all runs in the order of their creation. */
    public synchronized List<Run> runs() {
        return List.copyOf(runs.values());
    }

    private synchronized void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            calls.add(new Call(
                    exchange.getRequestURI().getPath().replaceFirst(API, ""),
                    exchange.getRequestHeaders().getFirst("Authorization")));
            Answer answer = given.orElseGet(() -> answer(exchange, body));
            byte[] text = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private Answer answer(HttpExchange exchange, byte[] body) {
        String uri = exchange.getRequestURI().toString();
        try {
            String call = exchange.getRequestMethod() + " "
                    + uri.replaceFirst(API, "").replaceFirst("=.*", "=");
            if (call.equals("GET experiments/get-by-name?experiment_name=")) {
                String name = URLDecoder.decode(uri.substring(uri.indexOf('=') + 1), StandardCharsets.UTF_8);
                require(experiments.containsKey(name), "no experiment " + name);
                return new Answer(
                        200, "{\"experiment\": {\"experiment_id\": \"%s\"}}".formatted(experiments.get(name)));
            }
            require(body.length <= 1_000_000, "the request has more than a million bytes");
            require(
                    "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type")),
                    "the content type must be application/json");
            JsonNode request = JSON.readTree(body);
            return switch (call) {
                case "POST experiments/create" -> createExperiment(request);
                case "POST runs/create" -> createRun(request);
                case "POST runs/log-batch" -> logBatch(request);
                case "POST runs/update" -> update(request);
                default -> throw new IllegalArgumentException("no such method or path");
            };
        } catch (IOException | IllegalArgumentException e) {
            violations.add(uri + ": " + e.getMessage());
            return new Answer(400, "");
        }
    }

    private Answer createExperiment(JsonNode request) {
        onlyFields(request, "name");
        String name = text(request, "name", 500);
        if (experiments.containsKey(name)) {
            return new Answer(400, "{\"error_code\": \"RESOURCE_ALREADY_EXISTS\"}");
        }
        experiments.put(name, Integer.toString(experiments.size() + 1));
        return new Answer(200, "{\"experiment_id\": \"%s\"}".formatted(experiments.get(name)));
    }

    private Answer createRun(JsonNode request) {
        onlyFields(request, "experiment_id", "run_name", "start_time", "tags");
        require(experiments.containsValue(text(request, "experiment_id", 64)), "no such experiment");
        Run run = new Run(text(request, "run_name", 250), integer(request, "start_time"));
        tags(request.path("tags"), run);
        require(run.name.equals(run.tags.get("mlflow.runName")), "run_name and the tag mlflow.runName differ");
        String id = "%032x".formatted(runs.size() + 1);
        runs.put(id, run);
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("run").putObject("info").put("run_id", id);
        return new Answer(200, answer.toString());
    }

    private Answer logBatch(JsonNode request) {
        onlyFields(request, "run_id", "metrics", "params", "tags");
        Run run = running(request);
        require(request.path("metrics").size() <= 1000, "too many metrics");
        require(request.path("params").size() <= 100, "too many params");
        request.path("params").forEach(param -> {
            onlyFields(param, "key", "value");
            String value = text(param, "value", 6000);
            String before = run.params.putIfAbsent(name(param), value);
            require(before == null || before.equals(value), "a param cannot change");
        });
        tags(request.path("tags"), run);
        for (JsonNode given : request.path("metrics")) {
            onlyFields(given, "key", "value", "timestamp", "step");
            // values that are not finite are strings
            double value = Double.parseDouble(given.path("value").asText());
            Metric metric = new Metric(name(given), value, integer(given, "timestamp"), integer(given, "step"));
            require(metric.timestamp() >= run.latest, "a timestamp is before the last one");
            run.metrics.add(metric);
            run.latest = metric.timestamp();
        }
        return new Answer(200, "{}");
    }

    private static void tags(JsonNode tags, Run run) {
        require(tags.size() <= 100, "too many tags");
        tags.forEach(tag -> {
            onlyFields(tag, "key", "value");
            run.tags.put(name(tag), text(tag, "value", 5000));
        });
    }

    private Answer update(JsonNode request) {
        onlyFields(request, "run_id", "status", "end_time");
        Run run = running(request);
        String status = text(request, "status", 20);
        require(Set.of("FINISHED", "FAILED").contains(status), "no status " + status);
        require(integer(request, "end_time") >= run.latest, "the run ends before its last metric");
        run.status = status;
        return new Answer(200, "{}");
    }

    private Run running(JsonNode request) {
        Run run = runs.get(text(request, "run_id", 32));
        require(run != null && run.status.equals("RUNNING"), "no such run is active");
        return run;
    }

    private static void onlyFields(JsonNode object, String... allowed) {
        object.fieldNames().forEachRemaining(name -> require(List.of(allowed).contains(name), "unknown field " + name));
    }

    private static String name(JsonNode entry) {
        String name = text(entry, "key", 250);
        require(
                name.matches("[A-Za-z0-9_. /-]+") && !name.matches("/.*|\\.\\..*|.*/|.*//.*|(.*/)?\\.\\.?(/.*)?"),
                "name '%s' is not a normalised path of valid characters".formatted(name));
        return name;
    }

    private static String text(JsonNode object, String field, int longest) {
        JsonNode text = object.path(field);
        require(text.isTextual() && text.textValue().length() <= longest, field + " is no string, or is too long");
        return text.textValue();
    }

    private static long integer(JsonNode object, String field) {
        require(object.path(field).isIntegralNumber(), field + " must be a whole number");
        return object.path(field).longValue();
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(rule);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
