package org.exeunt.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.exeunt.app.Main;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.RunFiles;
import org.exeunt.it.support.ToyRun;
import org.exeunt.it.support.TrainedRun;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.store.files.OwnFiles;
import org.exeunt.testsupport.DecoyDevice;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Links, pipes, devices and folders in place of every file and folder that a command reads or writes: the targets of
 * links are not changed, and the command succeeds or fails with an error code and the name of the special file.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpecialFilesTest {
    private static final long SEED = Long.getLong("exeunt.seed", 17);
    private static final int SAMPLE_DIVISOR = 14;
    /** Folders given as options, which may be links. */
    private static final Set<String> FOLDER_OPTIONS = Set.of("new", "events", "report", "pictures", "data");

    private static final String TOY = ToyRun.file("fedper").replace("\"clients\": 8", "\"clients\": 3");

    /** Commands, and the files and folders that each reads or writes; {@code @} stands for the working folder. */
    private static final String COMMANDS =
            """
            run @/toy.json --runs-dir @/new --checkpoint-interval 0s
              toy.json new new/RUN new/.RUN.partial new/.RUN.partial/rounds.jsonl new/.RUN.partial/models
            run @/toy.json --runs-dir @/new --set trackers=[{"type":"tensorboard","dir":"@/events"}]
              events events/toy
            run @/toy.json --runs-dir @/stopped --resume --checkpoint-interval 0s
              stopped/.RUN.lock stopped/.RUN.partial stopped/.RUN.partial/config.json
              stopped/.RUN.partial/rounds.jsonl stopped/.RUN.partial/timings.csv
              stopped/.RUN.partial/.summary.json.partial stopped/.RUN.partial/checkpoints/round-3.checkpoint
              stopped/.RUN.partial/checkpoints/.round-4.checkpoint.partial
            run @/toy.json --runs-dir @/runs --rerun
              runs/RUN runs/.RUN.partial runs/RUN/rounds.jsonl runs/RUN/checkpoints
            run @/toy.json --runs-dir @/runs
              runs/RUN/manifest.json runs/RUN/summary.json runs/RUN/report.html runs/RUN/.report.html.partial
            evaluate @/runs/RUN
              runs/RUN runs/RUN/rounds.jsonl runs/RUN/models/client-0.safetensors
            verify @/runs/RUN
              runs/RUN runs/RUN/manifest.json runs/RUN/partition.json runs/RUN/models
            predict @/runs/RUN --client 0 --input @/input.png
              input.png runs/RUN/config.json runs/RUN/models/client-0.safetensors
            export @/dl4j/EXPORTABLE --client 0 --output @/out.zip
              out.zip .out.zip.partial dl4j/EXPORTABLE/models/client-0.safetensors
            compare report @/comparison.json --runs-dir @/compared --report @/report
              comparison.json toy.json report report/report.md report/results.csv report/.report.html.partial
            datasets inspect @/toy.json --output @/pictures
              pictures pictures/toy.html pictures/.toy.html.partial
            datasets fetch mnist --dir @/data --catalogue @/catalogue.json
              catalogue.json data data/digits data/.fetching-mnist
            plugins new strategy my-method --output @/made
              made
            config validate @/toy.json --set partition={"type":"file","file":"@/split.json"}
              toy.json split.json
            config validate @/toy.json --set dataset={"type":"mnist","dir":"@/digits"}
              digits digits/train-images-idx3-ubyte.gz
            """;

    private enum Kind {
        LINK_TO_FILE,
        HARD_LINK,
        LINK_TO_FOLDER,
        DANGLING_LINK,
        PIPE,
        DEVICE,
        LINK_TO_DEVICE,
        FOLDER;

        /**
         * Creates the special file.
         *
         * @param decoys folder for targets of links
         * @param content content of regular files that links lead to
         */
        void put(Path name, Path decoys, byte[] content) throws IOException {
            switch (this) {
                case LINK_TO_FILE -> Files.createSymbolicLink(name, Files.write(decoys.resolve("file"), content));
                case HARD_LINK -> Files.createLink(name, Files.write(decoys.resolve("file"), content));
                case LINK_TO_FOLDER -> {
                    Path folder = Files.createDirectory(decoys.resolve("folder"));
                    for (String file : List.of("kept", "summary.json", "rounds.jsonl", "round-1.checkpoint")) {
                        Files.write(folder.resolve(file), content);
                    }
                    Files.createSymbolicLink(name, folder);
                }
                case DANGLING_LINK -> Files.createSymbolicLink(name, decoys.resolve("nowhere"));
                case PIPE -> DecoyDevice.pipe(name);
                case DEVICE -> DecoyDevice.NULL.createOrPipe(name);
                case LINK_TO_DEVICE -> {
                    DecoyDevice.ZERO.createOrPipe(decoys.resolve("zero"));
                    Files.createSymbolicLink(name, decoys.resolve("zero"));
                }
                case FOLDER -> Files.write(Files.createDirectory(name).resolve("kept"), content);
            }
        }
    }

    /** A command, and a special file in place of {@code name}, relative to the working folder. */
    private record Case(List<String> command, String name, Kind kind) {
        CommandLineRun run(Path work) {
            return CommandLineRun.of(command.stream()
                    .map(word -> word.replace("@", work.toString()))
                    .toArray(String[]::new));
        }
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        List<String> command = List.of();
        for (String line :
                COMMANDS.replace("EXPORTABLE", exportable).replace("RUN", run).split("\n")) {
            List<String> words = List.of(line.strip().split(" "));
            if (!line.startsWith(" ")) {
                command = words;
                continue;
            }
            for (String name : words) {
                for (Kind kind : Kind.values()) {
                    cases.add(new Case(command, name, kind));
                }
            }
        }
        return cases;
    }

    @TempDir
    static Path shared;

    /** Finished and stopped runs and other input of the commands, copied for every case. */
    private static Path template;

    private static String run;
    private static String exportable;
    private static HttpServer server;

    @BeforeAll
    static void writeTemplate() throws IOException {
        template = Files.createDirectory(shared.resolve("template"));
        Path config = Files.writeString(template.resolve("toy.json"), TOY);
        run = TrainedRun.of(config, template.resolve("runs"))
                .directory()
                .getFileName()
                .toString();
        ToyRun.stopAfter(
                3,
                RunOptions.onDisk(Path.of(""), template.resolve("stopped"), () -> 0L)
                        .withCheckpoints(Duration.ZERO),
                "fedper",
                "partition.clients=3");
        exportable = TrainedRun.ofSmall(template.resolve("dl4j"), "training.rounds=1", "dataset.train=40")
                .directory()
                .getFileName()
                .toString();
        Files.writeString(
                template.resolve("comparison.json"),
                """
                { "name": "both", "base": "toy.json", "set": { "training.rounds": 1, "evaluation.save-models": false },
                  "methods": { "fedrep": "fedrep" }, "seeds": [1] }
                """);
        CommandLineRun.succeeding(
                "compare run %s --runs-dir %s --report %s",
                template.resolve("comparison.json"), template.resolve("compared"), template.resolve("report"));
        ImageIO.write(
                new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB),
                "png",
                template.resolve("input.png").toFile());
        publish();
    }

    /** Serves a data set of one small file over HTTP and writes its catalogue. */
    private static void publish() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(1);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, compressed.size());
                exchange.getResponseBody().write(compressed.toByteArray());
            }
        });
        server.start();
        Files.writeString(
                template.resolve("catalogue.json"),
                """
                {"publications": [{"id": "mnist", "records": 1, "page": "http://127.0.0.1/", "terms": "none",
                  "folder": "digits", "files":
                    [{"url": "http://127.0.0.1:%d/a.gz", "bytes": %d, "sha256": null, "packing": "none"}]}]}
                """
                        .formatted(server.getAddress().getPort(), compressed.size()));
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    /** The folder is relative to the working directory, so the command runs in its own process. */
    @Test
    void linkedComparisonFolderIsRefused() throws IOException {
        Path work = Files.createDirectory(shared.resolve("elsewhere"));
        RunFiles.copy(template, work);
        Path decoy = Files.createDirectory(shared.resolve("decoy"));
        Files.writeString(decoy.resolve("report.md"), "kept");
        Files.createSymbolicLink(
                Files.createDirectory(work.resolve("comparisons")).resolve("both"), decoy);
        Path log = work.resolve("log");
        Process report = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "compare",
                        "report",
                        "comparison.json",
                        "--runs-dir",
                        "compared")
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(report.onExit().join().exitValue()).isEqualTo(6);
        assertThat(Files.readString(log)).contains("RESOURCE-28", "comparisons/both", "is a symbolic link");
        assertThat(decoy.toFile().list()).containsExactly("report.md");
        assertThat(decoy.resolve("report.md")).hasContent("kept");
    }

    @Test
    void sampleOfSpecialFilesDoesNoHarm() {
        List<Case> cases = cases();
        Collections.shuffle(cases, new Random(SEED));
        doNoHarm(cases.subList(0, cases.size() / SAMPLE_DIVISOR));
    }

    @Test
    @Tag("campaign")
    void noSpecialFileDoesHarm() {
        doNoHarm(cases());
    }

    private static void doNoHarm(List<Case> cases) {
        Map<String, Integer> outcomes = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        for (Case each : cases) {
            try {
                outcomes.merge(outcome(each), 1, Integer::sum);
            } catch (AssertionError e) {
                failures.add(each + ": " + e.getMessage());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        System.out.printf("links and special files, seed %d: %d cases, %s%n", SEED, cases.size(), outcomes);
        assertThat(failures)
                .as("seed %d, %d of %d cases", SEED, failures.size(), cases.size())
                .isEmpty();
    }

    /** Runs a case and returns the error code, or {@code succeeded}. */
    private static String outcome(Case each) throws IOException {
        Path work = Files.createDirectory(shared.resolve("work"));
        Path decoys = Files.createDirectory(shared.resolve("decoys"));
        try {
            RunFiles.copy(template, work);
            Path name = work.resolve(each.name());
            byte[] content =
                    Files.isRegularFile(name) ? Files.readAllBytes(name) : "decoy".getBytes(StandardCharsets.UTF_8);
            OwnFiles.delete(name);
            Files.createDirectories(name.getParent());
            each.kind().put(name, decoys, content);
            Map<String, String> before = contents(decoys);
            CommandLineRun command = each.run(work);
            Map<String, String> after = contents(decoys);
            if (each.kind() == Kind.LINK_TO_FOLDER && FOLDER_OPTIONS.contains(each.name())) {
                after.keySet().retainAll(before.keySet()); // files may be added, existing ones must not change
            }
            assertThat(after).as("targets of links; %s", command.err()).isEqualTo(before);
            if (command.status() == 0) {
                return "succeeded";
            }
            List<String> codes = command.err()
                    .lines()
                    .filter(line -> line.matches("[A-Z]+-\\d\\d  .*"))
                    .toList();
            assertThat(codes)
                    .as("status %d, %s", command.status(), command.err())
                    .hasSize(1);
            assertThat(command.err())
                    .doesNotContain("\tat ", "INTERNAL-")
                    .contains(name.getFileName().toString().replaceAll("^\\.(.*)\\.partial$", "$1"));
            return codes.get(0).split(" ")[0];
        } finally {
            OwnFiles.delete(work);
            OwnFiles.delete(decoys);
        }
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.toList()) {
                contents.put(
                        folder.relativize(each).toString(),
                        Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)
                                ? "%08x".formatted(Arrays.hashCode(Files.readAllBytes(each)))
                                : "no file");
            }
        }
        return contents;
    }
}
