package org.exeunt.trackers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.IoMessages;

/**
 * An MLflow tracking server, asked by its REST API 2.0.
 *
 * <p>A request that finds no connection, whose connection breaks, or that is answered with status 429 or 5xx is repeated after 1, 2 and 4
 * seconds; after a request that failed all the same, the next ones are tried once each until one is served. So a request whose answer was
 * lost may be served twice. A redirect is a failure, as following it would hand the token to whom the server names.
 *
 * <p>Nothing a server says is trusted: an answer of more than 1 MiB, or one that is not what was asked for, is a failure, and what failures
 * quote of it is short and without the token.
 */
final class MlflowServer {
    /** The environment variable with the token. */
    static final String TOKEN = "MLFLOW_TRACKING_TOKEN";

    private static final ErrorCode INTERRUPTED = ErrorCategory.RESOURCE.code(23);
    private static final Duration LONGEST_CONNECTING = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 4;
    private static final long FIRST_PAUSE_MILLISECONDS = 1000;
    private static final int LONGEST_ANSWER = 1 << 20;
    private static final int LONGEST_QUOTE = 300;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String api;
    private final Optional<String> token;
    private final Duration longest;
    private final Pause pause;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(LONGEST_CONNECTING)
            .build();
    private boolean away;

    /** Waits, such as {@code Thread::sleep}. */
    @FunctionalInterface
    interface Pause {
        void last(long milliseconds) throws InterruptedException;
    }

    /**
     * Makes a server's client; connects to nothing yet.
     *
     * @param longest time that a request may take, its answer included
     * @throws IllegalArgumentException if the address names no host, or the token cannot be one
     */
    MlflowServer(String uri, Optional<String> token, Duration longest, Pause pause) {
        if (URI.create(uri).getHost() == null) {
            throw new IllegalArgumentException("uri '%s' must name a host, as in http://127.0.0.1:5000".formatted(uri));
        }
        this.api = uri.replaceFirst("/+$", "") + "/api/2.0/mlflow/";
        this.token = token.map(String::strip).filter(text -> !text.isEmpty());
        this.longest = longest;
        this.pause = pause;
        if (this.token.filter(text -> !text.matches("[!-~]+")).isPresent()) {
            throw new IllegalArgumentException(
                    "the environment variable %s must be of printable ASCII characters without spaces"
                            .formatted(TOKEN));
        }
    }

    /**
     * Reads.
     *
     * @param parameter of the query, with its value
     * @param field of the answer to return, as a JSON pointer
     */
    String get(String path, String parameter, String value, String field) throws MlflowFailure {
        return text(
                request(path + "?" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8))
                        .build(),
                field);
    }

    /**
     * Makes something.
     *
     * @param field of the answer to return, as a JSON pointer
     */
    String post(String path, ObjectNode body, String field) throws MlflowFailure {
        return text(posting(path, body), field);
    }

    /** Changes something. */
    void post(String path, ObjectNode body) throws MlflowFailure {
        send(posting(path, body));
    }

    private HttpRequest posting(String path, ObjectNode body) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path));
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request;
    }

    private String text(HttpRequest request, String field) throws MlflowFailure {
        JsonNode text = send(request).at(field);
        if (!text.isTextual() || text.textValue().isEmpty()) {
            throw failure(request, "the answer has no text at " + field, false, null);
        }
        return text.textValue();
    }

    private JsonNode send(HttpRequest request) throws MlflowFailure {
        for (int attempt = 1; ; attempt++) {
            try {
                JsonNode answer = answer(request);
                away = false;
                return answer;
            } catch (MlflowFailure failure) {
                if (!failure.isPassing() || away || attempt == ATTEMPTS) {
                    away = failure.isPassing();
                    throw failure;
                }
                waitBefore(attempt + 1);
            }
        }
    }

    private JsonNode answer(HttpRequest request) throws MlflowFailure {
        HttpResponse<byte[]> response = exchange(request);
        int status = response.statusCode();
        if (response.body().length > LONGEST_ANSWER) {
            throw failure(request, "the answer is longer than %d bytes".formatted(LONGEST_ANSWER), false, null);
        }
        if (status == HttpURLConnection.HTTP_OK) {
            return object(response.body())
                    .orElseThrow(() -> failure(request, "the answer is no JSON object", false, null));
        }
        JsonNode refusal = object(response.body()).orElse(JSON.createObjectNode());
        String errorCode = refusal.path("error_code").asText();
        throw new MlflowFailure(
                "%s: status %d %s"
                        .formatted(named(request), status, quoted(errorCode + " " + words(response, refusal)))
                        .strip(),
                errorCode,
                status == TOO_MANY_REQUESTS || status >= HttpURLConnection.HTTP_INTERNAL_ERROR,
                null);
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws MlflowFailure {
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request, head -> new BoundedBody(LONGEST_ANSWER + 1));
        try {
            return response.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw failure(request, "no whole answer within %d ms".formatted(longest.toMillis()), false, e);
        } catch (ExecutionException e) {
            throw failure(request, words(e.getCause()), e.getCause() instanceof IOException, e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            response.cancel(true);
        }
    }

    private static Optional<JsonNode> object(byte[] body) {
        try {
            return Optional.of(JSON.readTree(body)).filter(JsonNode::isObject);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String words(HttpResponse<?> response, JsonNode refusal) {
        return response.headers()
                .firstValue("Location")
                .map(place -> "(redirects to %s, which is not followed)".formatted(place))
                .orElse(refusal.path("message").asText());
    }

    private static String words(Throwable failure) {
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection within %d s".formatted(LONGEST_CONNECTING.toSeconds());
        }
        if (failure instanceof ConnectException) {
            return "no connection";
        }
        return "the connection broke (%s)"
                .formatted(failure instanceof IOException broken ? IoMessages.of(broken) : failure.getMessage());
    }

    /** Returns the first words of a server, in one line and without the token. */
    private String quoted(String words) {
        String plain = token.map(secret -> words.replace(secret, "(token)"))
                .orElse(words)
                .replaceAll("[\\p{C}\\p{Z}]+", " ")
                .replaceFirst("[. ]+$", "")
                .strip();
        return plain.length() <= LONGEST_QUOTE ? plain : plain.substring(0, LONGEST_QUOTE) + "…";
    }

    private static String named(HttpRequest request) {
        return request.method() + " " + request.uri();
    }

    private static MlflowFailure failure(HttpRequest request, String found, boolean passing, Throwable cause) {
        return new MlflowFailure(named(request) + ": " + found, "", passing, cause);
    }

    private void waitBefore(int attempt) {
        try {
            pause.last(FIRST_PAUSE_MILLISECONDS << attempt - 2);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static ExeuntException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ExeuntException(INTERRUPTED, "The run was interrupted while MLflow was told of it.", cause);
    }
}
