package org.exeunt.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;

/**
 * An MLflow tracking server on the loopback interface for tests. Requests that violate a rule of the REST API are
 * rejected and recorded in {@link #violations}. Responses set by {@link #next} and {@link #always} replace its own.
 */
public final class LoopbackMlflow implements AutoCloseable {
    private static final String API = "/api/2.0/mlflow/";
    private static final int LARGEST_REQUEST_BYTES = 1_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, String> experiments = new LinkedHashMap<>();
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Queue<Answer> prepared = new ArrayDeque<>();
    private Answer defaultAnswer = Answer.OWN;

    /** A received request. */
    public record Call(String method, String path, String authorization) {}

    /** A received metric. */
    public record Metric(String key, double value, long timestamp, long step) {}

    /** A response. */
    public record Answer(int status, String location, String body) {
        /** Placeholder for the server's own response. */
        public static final Answer OWN = of(-1);

        public static Answer of(int status) {
            return new Answer(status, "", "");
        }

        public static Answer error(int status, String code, String message) {
            return new Answer(status, "", error(code, message).toString());
        }

        private static ObjectNode error(String code, String message) {
            return JsonNodeFactory.instance.objectNode().put("error_code", code).put("message", message);
        }
    }

    /** The state of a run on the server. */
    public static final class Run {
        public final String experiment;
        public final String name;
        public final long start;
        public final Map<String, String> params = new LinkedHashMap<>();
        public final Map<String, String> tags = new LinkedHashMap<>();
        public final Set<Metric> metrics = new LinkedHashSet<>();
        public String status = "RUNNING";
        long latest;

        private Run(String experiment, String name, long start) {
            this.experiment = experiment;
            this.name = name;
            this.start = start;
            this.latest = start;
        }

        /** Returns the values of a metric in order of arrival. */
        public List<Double> values(String key) {
            return metrics.stream()
                    .filter(metric -> metric.key().equals(key))
                    .map(Metric::value)
                    .toList();
        }

        /** Returns the steps of a metric in order of arrival. */
        public List<Long> steps(String key) {
            return metrics.stream()
                    .filter(metric -> metric.key().equals(key))
                    .map(Metric::step)
                    .toList();
        }
    }

    /** An error of the client. */
    private static final class Refusal extends RuntimeException {
        private final int status;
        private final String code;

        Refusal(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
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

    public synchronized void haveExperiment(String name) {
        experiments.put(name, Integer.toString(experiments.size() + 1));
    }

    /** Sets the responses to the next requests, one per request. */
    public synchronized void next(Answer... answers) {
        prepared.addAll(List.of(answers));
    }

    /** Sets the response to all further requests. */
    public synchronized void always(Answer answer) {
        defaultAnswer = answer;
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
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath().replaceFirst(API, ""),
                    exchange.getRequestHeaders().getFirst("Authorization")));
            Answer answer = prepared.isEmpty() ? defaultAnswer : prepared.remove();
            if (answer.equals(Answer.OWN)) {
                answer = answer(exchange, body);
            }
            if (!answer.location().isEmpty()) {
                exchange.getResponseHeaders().set("Location", answer.location());
            }
            byte[] text = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private Answer answer(HttpExchange exchange, byte[] body) {
        try {
            return new Answer(200, "", route(exchange, body).toString());
        } catch (Refusal refusal) {
            if (!refusal.code.startsWith("RESOURCE_")) {
                violations.add(exchange.getRequestURI() + ": " + refusal.getMessage());
            }
            return Answer.error(refusal.status, refusal.code, refusal.getMessage());
        }
    }

    private ObjectNode route(HttpExchange exchange, byte[] body) {
        URI uri = exchange.getRequestURI();
        require(uri.getPath().startsWith(API), "no such path");
        String route = exchange.getRequestMethod() + " " + uri.getPath().substring(API.length());
        if (route.equals("GET experiments/get-by-name")) {
            require(uri.getRawQuery().startsWith("experiment_name="), "experiment_name is missing");
            return experiment(URLDecoder.decode(
                    uri.getRawQuery().substring("experiment_name=".length()), StandardCharsets.UTF_8));
        }
        require(
                "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type")),
                "the content type must be application/json");
        JsonNode request = json(body);
        return switch (route) {
            case "POST experiments/create" -> createExperiment(request);
            case "POST runs/create" -> createRun(request);
            case "POST runs/log-batch" -> logBatch(request, body.length);
            case "POST runs/update" -> update(request);
            default -> throw invalid("no such method or path");
        };
    }

    private ObjectNode experiment(String name) {
        String id = experiments.get(name);
        if (id == null) {
            throw new Refusal(
                    404, "RESOURCE_DOES_NOT_EXIST", "Could not find experiment with name '%s'".formatted(name));
        }
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("experiment").put("experiment_id", id).put("name", name);
        return answer;
    }

    private ObjectNode createExperiment(JsonNode request) {
        onlyFields(request, "name");
        String name = text(request, "name", 500);
        if (experiments.containsKey(name)) {
            throw new Refusal(400, "RESOURCE_ALREADY_EXISTS", "Experiment '%s' already exists.".formatted(name));
        }
        haveExperiment(name);
        return JSON.createObjectNode().put("experiment_id", experiments.get(name));
    }

    private ObjectNode createRun(JsonNode request) {
        onlyFields(request, "experiment_id", "run_name", "start_time", "tags");
        String experiment = text(request, "experiment_id", 64);
        require(experiments.containsValue(experiment), "no experiment " + experiment);
        Run run = new Run(experiment, text(request, "run_name", 250), integer(request, "start_time"));
        tags(request.path("tags"), run);
        require(run.name.equals(run.tags.get("mlflow.runName")), "run_name and the tag mlflow.runName differ");
        String id = "%032x".formatted(runs.size() + 1);
        runs.put(id, run);
        ObjectNode answer = JSON.createObjectNode();
        answer.putObject("run").putObject("info").put("run_id", id).put("status", run.status);
        return answer;
    }

    private ObjectNode logBatch(JsonNode request, int bytes) {
        onlyFields(request, "run_id", "metrics", "params", "tags");
        require(bytes <= LARGEST_REQUEST_BYTES, bytes + " bytes are too many");
        Run run = running(request);
        JsonNode metrics = request.path("metrics");
        JsonNode params = request.path("params");
        require(metrics.size() <= 1000, metrics.size() + " metrics are too many");
        require(params.size() <= 100, params.size() + " params are too many");
        require(
                metrics.size() + params.size() + request.path("tags").size() <= 1000,
                "more than 1000 entries are too many");
        params.forEach(param -> {
            onlyFields(param, "key", "value");
            String value = text(param, "value", 6000);
            String before = run.params.putIfAbsent(name(param), value);
            require(before == null || before.equals(value), "a param cannot change");
        });
        tags(request.path("tags"), run);
        metrics.forEach(metric -> metric(metric, run));
        return JSON.createObjectNode();
    }

    private static void metric(JsonNode given, Run run) {
        onlyFields(given, "key", "value", "timestamp", "step");
        Metric metric = new Metric(name(given), number(given), integer(given, "timestamp"), integer(given, "step"));
        if (run.metrics.add(metric)) {
            require(metric.timestamp() >= run.latest, "a timestamp is before the last one");
            run.latest = metric.timestamp();
        }
    }

    private static void tags(JsonNode tags, Run run) {
        require(tags.size() <= 100, tags.size() + " tags are too many");
        tags.forEach(tag -> {
            onlyFields(tag, "key", "value");
            run.tags.put(name(tag), text(tag, "value", 5000));
        });
    }

    private ObjectNode update(JsonNode request) {
        onlyFields(request, "run_id", "status", "end_time");
        Run run = running(request);
        String status = text(request, "status", 20);
        require(Set.of("FINISHED", "FAILED").contains(status), "no status " + status);
        require(integer(request, "end_time") >= run.latest, "the run ends before its last metric");
        run.status = status;
        return JSON.createObjectNode();
    }

    private Run running(JsonNode request) {
        Run run = runs.get(text(request, "run_id", 32));
        require(run != null && run.status.equals("RUNNING"), "no such run is active");
        return run;
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw invalid("not JSON");
        }
    }

    private static void onlyFields(JsonNode object, String... allowed) {
        require(object.isObject(), "not an object");
        object.fieldNames().forEachRemaining(name -> require(List.of(allowed).contains(name), "unknown field " + name));
    }

    private static String name(JsonNode entry) {
        String name = text(entry, "key", 250);
        require(name.matches("[A-Za-z0-9_. /-]+"), "name '%s' has invalid characters".formatted(name));
        require(
                !name.matches("/.*|\\.\\..*|.*/|.*//.*|(.*/)?\\.\\.?(/.*)?"),
                "name '%s' is not a normalised path".formatted(name));
        return name;
    }

    private static String text(JsonNode object, String field, int longest) {
        JsonNode text = object.path(field);
        require(text.isTextual(), field + " must be a string");
        require(text.textValue().length() <= longest, field + " is too long");
        return text.textValue();
    }

    private static double number(JsonNode metric) {
        JsonNode value = metric.path("value");
        require(
                value.isNumber() || List.of("NaN", "Infinity", "-Infinity").contains(value.asText()),
                "value must be a number");
        return value.isNumber() ? value.doubleValue() : Double.parseDouble(value.textValue());
    }

    private static long integer(JsonNode object, String field) {
        require(object.path(field).isIntegralNumber(), field + " must be a whole number");
        return object.path(field).longValue();
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw invalid(rule);
        }
    }

    private static Refusal invalid(String rule) {
        return new Refusal(400, "INVALID_PARAMETER_VALUE", rule);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
