package org.exeunt.trackers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.exeunt.testsupport.LoopbackMlflow;
import org.exeunt.testsupport.LoopbackMlflow.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to a server, and the validation of its responses. */
class MlflowServerTest {
    private static final String SECRET = "s3cr3t-of-ours";

    private final LoopbackMlflow mlflow = new LoopbackMlflow();

    @AfterEach
    void stop() {
        mlflow.close();
        assertThat(mlflow.violations()).isEmpty();
    }

    private MlflowServer server(String token) {
        return new MlflowServer(mlflow.uri(), Optional.of(token), Duration.ofMinutes(1), milliseconds -> {});
    }

    private static String experiment(MlflowServer server) throws MlflowFailure {
        return server.get("experiments/get-by-name", "experiment_name", "a & b/ü", "/experiment/experiment_id");
    }

    private void assertRejected(Answer answer, String... parts) {
        mlflow.always(answer);
        assertThatThrownBy(() -> experiment(server(SECRET)))
                .isInstanceOf(MlflowFailure.class)
                .hasMessageStartingWith("GET " + mlflow.uri() + "/api/2.0/mlflow/experiments/get-by-name?")
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void sendsTheTokenAndAnyName() throws MlflowFailure {
        mlflow.haveExperiment("a & b/ü");
        assertThat(experiment(server(" " + SECRET + "\n"))).isEqualTo("1");
        assertThat(mlflow.calls())
                .extracting(LoopbackMlflow.Call::authorization)
                .containsExactly("Bearer " + SECRET);
    }

    @Test
    void sendsNoEmptyToken() throws MlflowFailure {
        mlflow.haveExperiment("a & b/ü");
        experiment(server(" "));
        assertThat(mlflow.calls())
                .extracting(LoopbackMlflow.Call::authorization)
                .containsOnlyNulls();
    }

    @Test
    void quotationsAreShortAndWithoutTheToken() {
        assertRejected(
                Answer.error(
                        401, "UNAUTHENTICATED", "Bearer %s\nis\u202e wrong %s".formatted(SECRET, "x".repeat(1000))),
                "status 401 UNAUTHENTICATED Bearer (token) is wrong xxx",
                "x…");
    }

    @Test
    void invalidTokensAreNotShown() {
        assertThatThrownBy(() -> server("two\nlines"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MLFLOW_TRACKING_TOKEN")
                .hasMessageNotContaining("two");
    }

    @Test
    void doesNotFollowRedirects() {
        try (LoopbackMlflow other = new LoopbackMlflow()) {
            for (int status : new int[] {301, 302, 307, 308}) {
                assertRejected(
                        new Answer(status, other.uri() + "/?" + SECRET, ""),
                        "status " + status,
                        "redirects to " + other.uri());
            }
            assertThat(other.calls()).isEmpty();
        }
    }

    @Test
    void rejectsOversizedResponses() {
        String body = "{\"experiment\": {\"experiment_id\": \"1\"}, \"more\": \"%s\"}".formatted("x".repeat(1 << 20));
        assertRejected(new Answer(200, "", body), "the response is longer than 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>MLflow</html>", "[]", "{\"experiment\": "})
    void rejectsResponsesThatAreNotJsonObjects(String body) {
        assertRejected(new Answer(200, "", body), "the response is not a JSON object");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"experiment\": {\"experiment_id\": 1}}", "{\"experiment\": {\"experiment_id\": \"\"}}"})
    void rejectsResponsesWithoutTheField(String body) {
        assertRejected(new Answer(200, "", body), "the response has no string at /experiment/experiment_id");
    }

    @Test
    void timesOutWithoutAResponse() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            MlflowServer server = new MlflowServer(
                    "http://127.0.0.1:" + silent.getLocalPort(), Optional.empty(), Duration.ofMillis(50), pause -> {
                        throw new AssertionError("a request that timed out must not be repeated");
                    });
            assertThatThrownBy(() -> experiment(server)).hasMessageEndingWith("no complete response within 50 ms");
        }
    }

    @Test
    void namesABrokenConnection() {
        mlflow.always(Answer.LOST);
        assertThatThrownBy(() -> experiment(server(SECRET))).hasMessageContaining("the connection failed (");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://my_host:5000", "http://[", "http:///x"})
    void rejectsAddressesWithoutAHost(String uri) {
        assertThatThrownBy(() -> new MlflowServer(uri, Optional.empty(), Duration.ofMinutes(1), Thread::sleep))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(uri);
    }
}
