package org.exeunt.it.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of a headless Chromium, controlled through its debugging protocol on the loopback interface. */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ENDPOINT = Pattern.compile("DevTools listening on ws://([^/]+)/");
    private static final long TIMEOUT_SECONDS = 120;

    private final Process process;
    private final Map<Integer, CompletableFuture<JsonNode>> replies = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger();
    private final List<String> console = new CopyOnWriteArrayList<>();
    private final WebSocket socket;
    private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();

    private Browser(Process process, URI page) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Listener())
                .join();
    }

    /** Starts a browser, or skips the test if none is installed. */
    static Browser open(Path profile) throws IOException, InterruptedException {
        Optional<Path> executable = executable();
        assumeTrue(executable.isPresent(), "no Chromium on the PATH");
        Process process = new ProcessBuilder(
                        executable.get().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String host = endpoint(process);
            Browser browser = new Browser(process, page(host));
            for (String domain : List.of("Page", "Runtime", "Log")) {
                browser.send(domain + ".enable", "{}");
            }
            return browser;
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static Optional<Path> executable() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(directory -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Returns host and port. A thread drains further output, so that the browser does not block on a full pipe. */
    private static String endpoint(Process process) throws IOException {
        BufferedReader reader = process.errorReader(StandardCharsets.UTF_8);
        StringBuilder output = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            Matcher found = ENDPOINT.matcher(line);
            if (found.find()) {
                Thread drain = new Thread(() -> drain(reader), "browser log");
                drain.setDaemon(true);
                drain.start();
                return found.group(1);
            }
            output.append(line).append('\n');
        }
        throw new IOException("the browser ended: " + output);
    }

    private static void drain(BufferedReader reader) {
        try {
            reader.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // the browser ended
        }
    }

    private static URI page(String host) throws IOException, InterruptedException {
        String list = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + host + "/json/list"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        for (JsonNode target : JSON.readTree(list)) {
            if (target.get("type").textValue().equals("page")) {
                return URI.create(target.get("webSocketDebuggerUrl").textValue());
            }
        }
        throw new IOException("the browser has no page: " + list);
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                receive(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            replies.values().forEach(reply -> reply.completeExceptionally(error));
        }
    }

    private void receive(String message) {
        try {
            JsonNode node = JSON.readTree(message);
            if (node.has("id")) {
                Optional.ofNullable(replies.remove(node.get("id").intValue())).ifPresent(reply -> reply.complete(node));
                return;
            }
            switch (node.get("method").textValue()) {
                case "Page.loadEventFired" -> loaded.complete(null);
                case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded" ->
                    console.add(node.get("params").toString());
                default -> {}
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode send(String method, String parameters) {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> reply = new CompletableFuture<>();
        replies.put(id, reply);
        socket.sendText("{\"id\":%d,\"method\":\"%s\",\"params\":%s}".formatted(id, method, parameters), true)
                .join();
        JsonNode node = await(reply, method);
        assertThat(node.has("error")).as("%s: %s", method, node).isFalse();
        return node.get("result");
    }

    private static <T> T await(CompletableFuture<T> future, String request) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("the browser does not reply to " + request, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens a page and waits until it is loaded. */
    void open(String address) {
        loaded = new CompletableFuture<>();
        send("Page.navigate", "{\"url\":%s}".formatted(quoted(address)));
        await(loaded, address);
    }

    /** Opens a report and waits until its charts are drawn. */
    void openReport(String address) {
        open(address);
        evaluate(
                """
                new Promise(done => {
                  const look = () => document.documentElement.dataset.drawn ? done() : setTimeout(look, 20);
                  look();
                })""");
    }

    /** Returns the value of an expression in the page; waits for promises. */
    JsonNode evaluate(String expression) {
        JsonNode result = send(
                "Runtime.evaluate",
                "{\"expression\":%s,\"returnByValue\":true,\"awaitPromise\":true}".formatted(quoted(expression)));
        assertThat(result.has("exceptionDetails"))
                .as("%s: %s", expression, result)
                .isFalse();
        return result.get("result").path("value");
    }

    /** Sets the size of the window, in CSS pixels. */
    void resize(int width, int height) {
        send(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":false}".formatted(width, height));
    }

    /** Sets the preferred colour scheme: {@code light} or {@code dark}. */
    void colourScheme(String scheme) {
        send(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"%s\"}]}".formatted(scheme));
    }

    /** Switches between the page as printed and as shown on screen. */
    void print(boolean paper) {
        send("Emulation.setEmulatedMedia", "{\"media\":\"%s\"}".formatted(paper ? "print" : ""));
        evaluate("window.dispatchEvent(new Event('%s'))".formatted(paper ? "beforeprint" : "afterprint"));
    }

    /** Returns the page as PDF, in the paper size of its style sheet. */
    byte[] pdf() {
        return Base64.getDecoder()
                .decode(send("Page.printToPDF", "{\"preferCSSPageSize\":true,\"printBackground\":false}")
                        .get("data")
                        .textValue());
    }

    /** Returns messages and errors that pages wrote to the console. */
    List<String> console() {
        return new ArrayList<>(console);
    }

    /** Forgets these messages. */
    void clearConsole() {
        console.clear();
    }

    private static String quoted(String text) {
        try {
            return JSON.writeValueAsString(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        socket.sendText("{\"id\":0,\"method\":\"Browser.close\"}", true).join();
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            socket.abort();
        }
    }
}
