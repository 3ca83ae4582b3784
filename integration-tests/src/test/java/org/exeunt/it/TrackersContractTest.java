package org.exeunt.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.plugin.Choice;
import org.exeunt.api.record.RunTracker;
import org.exeunt.runtime.tracking.MlflowPlugin;
import org.exeunt.runtime.tracking.TensorBoardPlugin;
import org.exeunt.testkit.contract.RunTrackerContract;
import org.junit.jupiter.api.AfterAll;

/** The trackers of this repository; MLflow's is told by a server on this machine that agrees to everything. */
class TrackersContractTest extends RunTrackerContract {
    private static final Path EVENTS = Path.of("target", "contract-events").toAbsolutePath();

    private final HttpServer mlflow = agreeing();

    @Override
    protected List<Choice<RunTracker>> variants() {
        return List.of(
                Choice.of(new TensorBoardPlugin(), new TensorBoardPlugin.Options(EVENTS)),
                Choice.of(
                        new MlflowPlugin(),
                        new MlflowPlugin.Options(
                                "http://127.0.0.1:" + mlflow.getAddress().getPort(), "contract")));
    }

    @AfterAll
    void end() {
        mlflow.stop(0);
    }

    private static HttpServer agreeing() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", TrackersContractTest::answer);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
}
