package org.exeunt.trackers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.exeunt.api.Exit;
import org.exeunt.api.Round;
import org.exeunt.api.error.IoMessages;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;

/**
 * Logs a run to an MLflow server by REST API 2.0: configuration and sizes as params, {@linkplain Scalars scalars} as
 * metrics with the round as step, and hash, code versions and warnings as tags {@code exeunt.hash}, {@code
 * exeunt.version/Strategy/…}, {@code warning.1}, …. A resumed run is a new MLflow run with the same hash and the tag
 * {@code exeunt.resumed-after}, because MLflow cannot remove metrics. The status is {@code FINISHED} if the run
 * finished, otherwise {@code FAILED}.
 *
 * <p>After the first request that fails, the tracker warns once and sends nothing more. The run continues; its own
 * files are complete. Redirects are failures, because following one would send the token to another server.
 */
final class Mlflow implements RunTracker {
    /** Environment variable with the token. */
    static final String TOKEN = "MLFLOW_TRACKING_TOKEN";

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Maximum of params and of tags per request. */
    private static final int MAX_ENTRIES = 100;
    /** Maximum of tags; that of params is higher. */
    private static final int MAX_VALUE_LENGTH = 5000;

    private static final int MAX_KEY_LENGTH = 250;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final String api;
    private final String experiment;
    private final HttpRequest.Builder request;
    private final LongSupplier milliseconds;
    private final Consumer<String> warnings;
    private Optional<String> run = Optional.empty();
    private String name = "";
    private int warningCount;
    private boolean complete;

    /**
     * Creates the tracker without connecting.
     *
     * @param uri address of the server
     * @param token of the server, if it requires one
     * @param milliseconds clock for timestamps
     * @param warnings receives the warning that the server does not accept the run
     * @throws IllegalArgumentException if the address has no host, or the token has invalid characters
     */
    Mlflow(
            String uri,
            Optional<String> token,
            String experiment,
            LongSupplier milliseconds,
            Consumer<String> warnings) {
        this.api = uri.replaceFirst("/+$", "") + "/api/2.0/mlflow/";
        this.experiment = experiment;
        this.milliseconds = milliseconds;
        this.warnings = warnings;
        this.request =
                HttpRequest.newBuilder(URI.create(api)).timeout(TIMEOUT).header("Content-Type", "application/json");
        token.map(String::strip).filter(text -> !text.isEmpty()).ifPresent(text -> {
            if (!text.matches("[!-~]+")) {
                throw new IllegalArgumentException(
                        "the environment variable %s must consist of printable ASCII characters without spaces"
                                .formatted(TOKEN));
            }
            request.header("Authorization", "Bearer " + text);
        });
    }

    @Override
    public void runStarted(RunStart start) {
        name = start.name();
        attempt(() -> run = Optional.of(create()));
        NetworkSpec network = start.network();
        List<ObjectNode> params = new ArrayList<>();
        start.configuration().forEach((key, value) -> params.add(entry(key, value)));
        params.add(entry("clients", start.clients()));
        params.add(entry("input", network.input()));
        params.add(entry("classes", network.classes()));
        params.add(entry("parameters", network.layout().trainable().size()));
        params.add(entry("exits", network.exits()));
        for (Exit exit : network.allExits()) {
            network.costOfLeavingAt(exit).ifPresent(macs -> params.add(entry("macs/exit-" + exit, macs.count())));
        }
        List<ObjectNode> tags = new ArrayList<>(List.of(entry("exeunt.hash", start.hash())));
        if (!start.resumedAfter().equals(Round.START)) {
            tags.add(entry("exeunt.resumed-after", start.resumedAfter()));
        }
        start.versions().forEach((part, version) -> tags.add(entry("exeunt.version/" + part, version)));
        log("params", params);
        log("tags", tags);
    }

    @Override
    public void warning(String sentence) {
        warningCount++;
        log("tags", List.of(entry("warning." + warningCount, sentence)));
    }

    @Override
    public void roundFinished(RoundRecord round) {
        log(round.round().number(), Scalars.of(round));
    }

    @Override
    public void evaluationFinished(EvaluationRecord evaluation) {
        log(evaluation.round().number(), Scalars.of(evaluation));
    }

    @Override
    public void runFinished() {
        complete = true;
    }

    @Override
    public void close() {
        run.ifPresent(id -> attempt(() -> post(
                "runs/update",
                JSON.createObjectNode()
                        .put("run_id", id)
                        .put("status", complete ? "FINISHED" : "FAILED")
                        .put("end_time", milliseconds.getAsLong()))));
    }

    private String create() throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode()
                .put("experiment_id", experimentId())
                .put("run_name", name)
                .put("start_time", milliseconds.getAsLong());
        body.putArray("tags").add(entry("mlflow.runName", name)).add(entry("mlflow.source.name", "exeunt"));
        return text(post("runs/create", body), "/run/info/run_id");
    }

    private String experimentId() throws IOException, InterruptedException {
        try {
            return text(post("experiments/create", JSON.createObjectNode().put("name", experiment)), "/experiment_id");
        } catch (IOException exists) { // or any other reason, which the next request meets again
            String path =
                    "experiments/get-by-name?experiment_name=" + URLEncoder.encode(experiment, StandardCharsets.UTF_8);
            return text(send(request.copy().uri(URI.create(api + path)).GET()), "/experiment/experiment_id");
        }
    }

    private void log(int step, Map<String, Double> scalars) {
        long now = milliseconds.getAsLong();
        List<ObjectNode> metrics = new ArrayList<>();
        scalars.forEach((key, value) -> metrics.add(JSON.createObjectNode()
                .put("key", plain(key))
                .put("value", value)
                .put("timestamp", now)
                .put("step", step)));
        log("metrics", metrics);
    }

    private void log(String field, List<ObjectNode> entries) {
        for (int from = 0; from < entries.size(); from += MAX_ENTRIES) {
            List<ObjectNode> some = entries.subList(from, Math.min(from + MAX_ENTRIES, entries.size()));
            run.ifPresent(id -> attempt(() -> {
                ObjectNode batch = JSON.createObjectNode().put("run_id", id);
                batch.putArray(field).addAll(some);
                post("runs/log-batch", batch);
            }));
        }
    }

    private static ObjectNode entry(String key, Object value) {
        String text = value.toString();
        return JSON.createObjectNode()
                .put("key", plain(key))
                .put("value", text.substring(0, Math.min(text.length(), MAX_VALUE_LENGTH)));
    }

    /** Returns a key that every server accepts. */
    private static String plain(String key) {
        String plain = key.replaceAll("[^A-Za-z0-9_. /-]", "_");
        return plain.substring(0, Math.min(plain.length(), MAX_KEY_LENGTH));
    }

    private interface Exchange {
        void run() throws IOException, InterruptedException;
    }

    /** Exchanges requests and responses; if that fails, warns and ends the tracking of the run. */
    private void attempt(Exchange exchange) {
        try {
            exchange.run();
        } catch (IOException failure) {
            giveUp(IoMessages.of(failure));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            giveUp("interrupted");
        }
    }

    private void giveUp(String reason) {
        run = Optional.empty();
        warnings.accept(("MLflow does not accept run '%s' at %s: %s. Nothing more is sent; the files of the run are"
                        + " complete. Check the server, 'uri' and 'experiment' of the tracker, and the environment"
                        + " variable %s.")
                .formatted(name, api, reason, TOKEN));
    }

    private JsonNode post(String path, ObjectNode body) throws IOException, InterruptedException {
        return send(request.copy().uri(URI.create(api + path)).POST(BodyPublishers.ofString(body.toString())));
    }

    private JsonNode send(HttpRequest.Builder builder) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(builder.build(), BodyHandlers.ofByteArray());
        if (response.statusCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException(
                    "%s returns status %d".formatted(response.uri().getPath(), response.statusCode()));
        }
        return JSON.readTree(response.body());
    }

    private static String text(JsonNode response, String field) throws IOException {
        String text = response.at(field).asText();
        if (text.isEmpty()) {
            throw new IOException("the response has no " + field);
        }
        return text;
    }
}
