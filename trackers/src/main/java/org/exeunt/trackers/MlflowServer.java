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
 * Client of an MLflow tracking server, with REST API 2.0. For one thread.
 *
 * <p>A request is repeated after 1, 2 and 4 seconds if the connection fails or the status is 429 or 5xx. Once a request
 * has failed after all attempts, the following ones are tried only once each until one succeeds. If a response is lost,
 * the server may process a request twice. Redirects are failures, as following one would send the token to another
 * server.
 *
 * <p>Responses are not trusted: one of more than 1 MiB, or without the expected content, is a failure; quotations in
 * messages are short and never contain the token.
 */
final class MlflowServer {
    /** Environment variable with the token. */
    static final String TOKEN = "MLFLOW_TRACKING_TOKEN";

    private static final ErrorCode INTERRUPTED = ErrorCategory.RESOURCE.code(23);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 4;
    private static final long FIRST_PAUSE_MILLISECONDS = 1000;
    private static final int MAX_RESPONSE_BYTES = 1 << 20;
    private static final int MAX_QUOTE_LENGTH = 300;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String api;
    private final Optional<String> token;
    private final Duration timeout;
    private final Pause pause;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private boolean unavailable;

    /** Waits for a time, such as {@code Thread::sleep}. */
    @FunctionalInterface
    interface Pause {
        void sleep(long milliseconds) throws InterruptedException;
    }

    /**
     * Creates the client without connecting.
     *
     * @param timeout maximum time of a request, including the response
     * @throws IllegalArgumentException if the address has no host, or the token has invalid characters
     */
    MlflowServer(String uri, Optional<String> token, Duration timeout, Pause pause) {
        if (URI.create(uri).getHost() == null) {
            throw new IllegalArgumentException(
                    "uri '%s' has no host; expected a form such as http://127.0.0.1:5000".formatted(uri));
        }
        this.api = uri.replaceFirst("/+$", "") + "/api/2.0/mlflow/";
        this.token = token.map(String::strip).filter(text -> !text.isEmpty());
        this.timeout = timeout;
        this.pause = pause;
        if (this.token.filter(text -> !text.matches("[!-~]+")).isPresent()) {
            throw new IllegalArgumentException(
                    "the environment variable %s must consist of printable ASCII characters without spaces"
                            .formatted(TOKEN));
        }
    }

    /**
     * Sends a GET request.
     *
     * @param parameter name of the query parameter
     * @param field field of the response to return, as a JSON pointer
     */
    String get(String path, String parameter, String value, String field) throws MlflowFailure {
        return text(
                request(path + "?" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8))
                        .build(),
                field);
    }

    /**
     * Sends a POST request and returns a field of the response.
     *
     * @param field field of the response to return, as a JSON pointer
     */
    String post(String path, ObjectNode body, String field) throws MlflowFailure {
        return text(postRequest(path, body), field);
    }

    /** Sends a POST request. */
    void post(String path, ObjectNode body) throws MlflowFailure {
        send(postRequest(path, body));
    }

    private HttpRequest postRequest(String path, ObjectNode body) {
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
            throw failure(request, "the response has no string at " + field, false, null);
        }
        return text.textValue();
    }

    private JsonNode send(HttpRequest request) throws MlflowFailure {
        for (int attempt = 1; ; attempt++) {
            try {
                JsonNode response = response(request);
                unavailable = false;
                return response;
            } catch (MlflowFailure failure) {
                if (!failure.isRetryable() || unavailable || attempt == ATTEMPTS) {
                    unavailable = failure.isRetryable();
                    throw failure;
                }
                waitBefore(attempt + 1);
            }
        }
    }

    private JsonNode response(HttpRequest request) throws MlflowFailure {
        HttpResponse<byte[]> response = exchange(request);
        int status = response.statusCode();
        if (response.body().length > MAX_RESPONSE_BYTES) {
            throw failure(request, "the response is longer than %d bytes".formatted(MAX_RESPONSE_BYTES), false, null);
        }
        if (status == HttpURLConnection.HTTP_OK) {
            return object(response.body())
                    .orElseThrow(() -> failure(request, "the response is not a JSON object", false, null));
        }
        JsonNode refusal = object(response.body()).orElse(JSON.createObjectNode());
        String errorCode = refusal.path("error_code").asText();
        throw new MlflowFailure(
                "%s: status %d %s"
                        .formatted(description(request), status, quoted(errorCode + " " + reason(response, refusal)))
                        .strip(),
                errorCode,
                status == TOO_MANY_REQUESTS || status >= HttpURLConnection.HTTP_INTERNAL_ERROR,
                null);
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws MlflowFailure {
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request, head -> new BoundedBody(MAX_RESPONSE_BYTES + 1));
        try {
            return response.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw failure(request, "no complete response within %d ms".formatted(timeout.toMillis()), false, e);
        } catch (ExecutionException e) {
            throw failure(request, reason(e.getCause()), e.getCause() instanceof IOException, e.getCause());
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

    private static String reason(HttpResponse<?> response, JsonNode refusal) {
        return response.headers()
                .firstValue("Location")
                .map(location -> "(redirects to %s, which is not followed)".formatted(location))
                .orElse(refusal.path("message").asText());
    }

    private static String reason(Throwable failure) {
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection within %d s".formatted(CONNECT_TIMEOUT.toSeconds());
        }
        if (failure instanceof ConnectException) {
            return "no connection";
        }
        return "the connection failed (%s)"
                .formatted(failure instanceof IOException broken ? IoMessages.of(broken) : failure.getMessage());
    }

    /** Returns the start of a text of the server, in one line and without the token. */
    private String quoted(String text) {
        String plain = token.map(secret -> text.replace(secret, "(token)"))
                .orElse(text)
                .replaceAll("[\\p{C}\\p{Z}]+", " ")
                .replaceFirst("[. ]+$", "")
                .strip();
        return plain.length() <= MAX_QUOTE_LENGTH ? plain : plain.substring(0, MAX_QUOTE_LENGTH) + "…";
    }

    private static String description(HttpRequest request) {
        return request.method() + " " + request.uri();
    }

    private static MlflowFailure failure(HttpRequest request, String found, boolean retryable, Throwable cause) {
        return new MlflowFailure(description(request) + ": " + found, "", retryable, cause);
    }

    private void waitBefore(int attempt) {
        try {
            pause.sleep(FIRST_PAUSE_MILLISECONDS << attempt - 2);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static ExeuntException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new ExeuntException(INTERRUPTED, "The run was interrupted while it was sending to MLflow.", cause);
    }
}
