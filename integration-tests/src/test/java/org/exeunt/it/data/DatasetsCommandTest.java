package org.exeunt.it.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.exeunt.api.data.Sha256;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.SampledData;
import org.exeunt.it.support.TrainedRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code exeunt datasets list}, {@code fetch} and {@code inspect}, with a web server on this machine. */
class DatasetsCommandTest {
    @TempDir
    Path folder;

    private final Map<String, byte[]> files = new TreeMap<>();
    private HttpServer server;

    /** Serves a small MNIST over HTTP. */
    @BeforeEach
    void publish() throws IOException {
        try (Stream<Path> sample = Files.list(new SampledData(folder).of("mnist"))) {
            for (Path file : sample.toList()) {
                files.put(file.getFileName() + ".gz", compressed(Files.readAllBytes(file)));
            }
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] content = files.get(exchange.getRequestURI().getPath().substring(1));
                exchange.sendResponseHeaders(content == null ? 404 : 200, content == null ? -1 : content.length);
                if (content != null) {
                    exchange.getResponseBody().write(content);
                }
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static byte[] compressed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Writes a catalogue of the served files. */
    private Path catalogue() throws IOException {
        List<String> entries = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            entries.add("{\"url\": \"%s/%s\", \"bytes\": %d, \"sha256\": \"%s\", \"packing\": \"none\"}"
                    .formatted(address(), file.getKey(), file.getValue().length, Sha256.of(file.getValue())));
        }
        return Files.writeString(
                folder.resolve("catalogue.json"),
                """
                {"publications": [{"id": "mnist", "records": 500, "page": "%s", "terms": "made for a test",
                  "folder": "digits", "files": [%s]}]}
                """
                        .formatted(address(), String.join(", ", entries)));
    }

    @Test
    void dataSetsAreListedWithTheirTerms() {
        assertThat(CommandLineRun.succeeding("datasets list").out())
                .contains("cifar10", "60,000 records", "https://www.cs.toronto.edu", "terms: ", "shapes");
        Map<String, JsonNode> byId = new TreeMap<>();
        CommandLineRun.succeeding("datasets list --json")
                .json()
                .forEach(each -> byId.put(each.get("id").textValue(), each));
        assertThat(byId).containsKeys("agnews", "cifar10", "cifar100", "mnist", "shapes", "tinyimagenet", "ucihar");
        assertThat(byId.get("mnist").get("addresses")).hasSize(4);
        assertThat(byId.get("mnist").get("records").intValue()).isEqualTo(70_000);
        assertThat(byId.get("shapes").get("terms").isNull()).isTrue();
    }

    @Test
    void fetchedDataSetCanBeTrainedOn() throws IOException {
        Path data = folder.resolve("data");
        String[] fetch = {
            "datasets",
            "fetch",
            "mnist",
            "--dir",
            data.toString(),
            "--catalogue",
            catalogue().toString()
        };

        CommandLineRun fetched = CommandLineRun.succeeding(fetch);

        Path digits = data.resolve("digits");
        assertThat(fetched.out()).contains(digits.toString(), "is complete", "\"type\": \"mnist\"");
        assertThat(fetched.err()).contains("made for a test", "t10k-images-idx3-ubyte.gz: fetching");
        assertThat(data.toFile().list()).containsExactlyInAnyOrder("digits", ".fetching-mnist.lock");
        CommandLineRun.succeeding(
                "run %s --runs-dir %s --set %s --set dataset.dir=%s --set %s --set training.rounds=1",
                TrainedRun.small(),
                folder.resolve("runs"),
                "dataset={\"type\": \"mnist\"}",
                digits,
                "partition={\"type\": \"iid\", \"clients\": 2}");

        assertThat(CommandLineRun.succeeding(fetch).out()).contains("exists already");

        JsonNode asJson = CommandLineRun.succeeding(
                        "datasets fetch mnist --json --dir %s --catalogue %s", folder.resolve("other"), catalogue())
                .json();
        assertThat(asJson.get("already-there").booleanValue()).isFalse();
        assertThat(asJson.get("files")).hasSize(4).allSatisfy(file -> assertThat(
                        file.get("verified").booleanValue())
                .isTrue());
    }

    @Test
    void inspectCountsAndChartsThePartition() throws IOException {
        Path out = folder.resolve("pictures");
        String[] inspect = {"datasets", "inspect", TrainedRun.small().toString(), "--output", out.toString()};

        assertThat(CommandLineRun.succeeding(inspect).out())
                .contains("200 training and 40 test examples", "10 classes", "clients: 4", "small.html");
        assertThat(out.resolve("small.html"))
                .content()
                .contains("<title>small</title>", "200 training and 40 test examples", "data:image/png");
        assertThat(out).isDirectoryNotContaining(path -> !path.endsWith("small.html"));

        JsonNode inspected = CommandLineRun.succeeding(
                        "datasets inspect %s --set partition.clients=5 --no-charts --json", TrainedRun.small())
                .json();
        assertThat(inspected.get("page").isNull()).isTrue();
        JsonNode clients = inspected.get("data").get("clients");
        assertThat(clients).hasSize(5);
        int total = 0;
        for (JsonNode client : clients) {
            total += client.get("train").intValue() + client.get("test").intValue();
        }
        assertThat(total).as("examples of all clients").isEqualTo(240);
    }

    @Test
    void failedFetchLeavesNoFiles() throws IOException {
        Path data = folder.resolve("data");
        String dir = data.toString();
        CommandLineRun.of("datasets fetch imagenet --dir %s", dir).assertRefused(2, "CONFIG", "'imagenet'", "cifar10");
        CommandLineRun.of("datasets fetch mnist --sha256 0 --dir %s", dir).assertRefused(2, "CONFIG", "has 4");
        CommandLineRun.of("datasets", "fetch", "cifar10", "--mirror", "ftp://example.org/x", "--dir", dir)
                .assertRefused(2, "CONFIG", "ftp://example.org/x");
        String catalogue = catalogue().toString();
        assertThat(data).doesNotExist();

        files.put("t10k-labels-idx1-ubyte.gz", compressed(new byte[4]));
        assertFailed(4, "DATA-50", "datasets", "fetch", "mnist", "--dir", dir, "--catalogue", catalogue);
        assertThat(data.toFile().list()).containsExactly(".fetching-mnist.lock");
        files.clear();
        assertFailed(6, "RESOURCE-50", "datasets", "fetch", "mnist", "--dir", dir, "--catalogue", catalogue);
        assertThat(data.toFile().list()).containsExactly(".fetching-mnist.lock");
    }

    /** Asserts the status and code of a failure that is reported after progress messages. */
    private static void assertFailed(int status, String code, String... arguments) {
        CommandLineRun run = CommandLineRun.of(arguments);
        assertThat(run.status()).as(run.err()).isEqualTo(status);
        assertThat(run.err().lines().filter(line -> line.startsWith(code)))
                .as(run.err())
                .hasSize(1);
        assertThat(run.err()).doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
    }
}
