package org.exeunt.it.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.app.watch.Watch;
import org.exeunt.it.support.RoundAction;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.run.RunOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --watch}: the live page of a run, and access to it. */
class WatchTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TIMEOUT_SECONDS = 60;

    private final HttpClient client = HttpClient.newHttpClient();

    private static void run(Consumer<String> onAddress, RunTracker... others) {
        run(onAddress, List.of(others));
    }

    private static void run(Consumer<String> onAddress, List<RunTracker> others, String... overrides) {
        Watch watch = new Watch(0, onAddress);
        List<RunTracker> trackers = new ArrayList<>(List.of(watch));
        trackers.addAll(others);
        ToyRun.with(
                RunOptions.inMemory(Path.of(""), () -> 0L)
                        .withTrackers(trackers)
                        .withFollower(watch),
                "cafedistill",
                overrides);
    }

    /** Connects before the run continues, and then reads events in another thread until the end. */
    private void follow(String address, CompletableFuture<List<String>> reader) {
        try {
            InputStream body = client.send(
                            HttpRequest.newBuilder(URI.create(address + "events"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream())
                    .body();
            reader.completeAsync(() -> new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<JsonNode> updates(List<String> lines) throws IOException {
        List<JsonNode> updates = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("data: ")) {
                updates.add(JSON.readTree(line.substring(6)));
            }
        }
        return updates;
    }

    @Test
    void readerReceivesEventsUntilTheEnd() throws Exception {
        CompletableFuture<List<String>> reader = new CompletableFuture<>();
        run(address -> follow(address, reader));

        List<String> lines = reader.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertThat(lines).contains("event: end");
        List<JsonNode> updates = updates(lines);
        JsonNode last = updates.get(updates.size() - 1);
        assertThat(last.get("status").textValue()).startsWith("finished");
        assertThat(last.at("/data/settings/0/rows")).hasSize(1);
        assertThat(last.at("/data/settings/0/charts/curves/0/points")).hasSize(2);
        assertThat(last.at("/data/settings/0/charts/activity/0/rounds")).hasSize(6);
    }

    @Test
    void runThatReachesItsTargetIsFinished() throws Exception {
        CompletableFuture<List<String>> reader = new CompletableFuture<>();
        run(
                address -> follow(address, reader),
                List.of(),
                "partition.validation-fraction=0.2",
                "training.stop.target=0.001");
        List<JsonNode> updates = updates(reader.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        JsonNode last = updates.get(updates.size() - 1);
        assertThat(last.get("status").textValue()).startsWith("finished");
        assertThat(last.at("/data/settings/0/charts/activity/0/rounds"))
                .as("fewer than the six configured")
                .hasSize(3);
    }

    @Test
    void failedRunIsReported() throws Exception {
        CompletableFuture<List<String>> reader = new CompletableFuture<>();
        RunTracker failing = new RunTracker() {
            @Override
            public void roundFinished(RoundRecord round) {
                if (round.round().number() == 4) {
                    throw new IllegalStateException("enough");
                }
            }
        };
        assertThatThrownBy(() -> run(address -> follow(address, reader), failing))
                .hasMessage("enough");
        List<JsonNode> updates = updates(reader.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        assertThat(updates.get(updates.size() - 1).get("status").textValue()).startsWith("stopped after round 4 of 6");
    }

    @Test
    void resumedRunStopsAfterTheRoundsBefore(@TempDir Path runs) throws Exception {
        RunOptions options = RunOptions.onDisk(Path.of(""), runs, () -> 0L).withCheckpoints(Duration.ZERO);
        ToyRun.stopAfter(3, options, "cafedistill");
        CompletableFuture<List<String>> reader = new CompletableFuture<>();
        Watch watch = new Watch(0, address -> follow(address, reader));
        RoundAction failing = new RoundAction(4, () -> {
            throw new IOException("enough");
        });
        assertThatThrownBy(() -> ToyRun.with(options.withTrackers(List.of(failing, watch)), "cafedistill"))
                .hasMessageContaining("enough");
        List<JsonNode> updates = updates(reader.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        assertThat(updates.get(updates.size() - 1).get("status").textValue()).startsWith("stopped after round 3 of 6");
    }

    @Test
    void pageLoadsNothingButItsEvents() {
        run(address -> {
            HttpResponse<String> page = get(address, null);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<title>toy</title>", "connect-src 'self'", "id=\"data\">null<");
            String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
            assertThat(policy)
                    .contains(
                            "default-src 'none'", "script-src 'sha256-", "connect-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("script-src 'unsafe-inline'", "unsafe-eval");
            assertThat(page.body()).contains(policy.replace("; frame-ancestors 'none'", "\">"));
            assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
            assertThat(page.headers().firstValue("Cross-Origin-Resource-Policy"))
                    .hasValue("same-origin");
            assertThat(page.headers().map()).doesNotContainKey("access-control-allow-origin");
        });
    }

    @Test
    void otherSitesCannotReadThePage() {
        run(address -> {
            String port = address.replaceAll(".*:(\\d+)/.*", "$1");
            String token = address.replaceAll(".*/(.+)/$", "$1");
            assertThat(token).hasSizeGreaterThanOrEqualTo(22);
            for (String guess : List.of("", token.substring(1) + "/", "events", "x".repeat(22) + "/", token)) {
                assertThat(get("http://127.0.0.1:" + port + "/" + guess, null).statusCode())
                        .as("path /%s", guess)
                        .isEqualTo(404);
            }
            for (String site : List.of("cross-site", "same-site")) {
                assertThat(get(address, site).statusCode()).as(site).isEqualTo(404);
            }
            assertThat(get(address, "none").statusCode()).isEqualTo(200);
            String path = "/" + token + "/";
            assertThat(raw(port, "GET " + path, "evil.example")).startsWith("HTTP/1.1 404");
            assertThat(raw(port, "GET " + path, "localhost:" + port)).startsWith("HTTP/1.1 200");
            assertThat(raw(port, "POST " + path, "localhost:" + port)).startsWith("HTTP/1.1 405");
        });
    }

    private HttpResponse<String> get(String address, String site) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        if (site != null) {
            request.header("Sec-Fetch-Site", site);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a request with any Host header, and returns the first line of the response. */
    private static String raw(String port, String request, String host) {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), Integer.parseInt(port))) {
            socket.getOutputStream()
                    .write("%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                            .formatted(request, host)
                            .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void portInUseIsRefused() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Watch watch = new Watch(taken.getLocalPort(), address -> {});
            assertThatThrownBy(() -> ToyRun.with(
                            RunOptions.inMemory(Path.of(""), () -> 0L).withTrackers(List.of(watch)), "local"))
                    .isInstanceOf(ExeuntException.class)
                    .hasMessageContainingAll("Port " + taken.getLocalPort(), "--watch");
        }
    }
}
