package org.exeunt.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** An MLflow server on this machine that agrees to everything. */
final class AgreeingMlflow implements AutoCloseable {
    private final HttpServer server;

    AgreeingMlflow() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", AgreeingMlflow::answer);
        server.start();
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = answer(exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String answer(String path) {
        if (path.endsWith("/experiments/get-by-name")) {
            return "{\"experiment\": {\"experiment_id\": \"7\", \"lifecycle_stage\": \"active\"}}";
        }
        return path.endsWith("/runs/create") ? "{\"run\": {\"info\": {\"run_id\": \"abc\"}}}" : "{}";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
