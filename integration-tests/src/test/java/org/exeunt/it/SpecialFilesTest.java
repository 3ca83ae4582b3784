package org.exeunt.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.store.Directories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Links, pipes, devices and folders in the place of every file and folder that a command writes or reads: what a link
 * leads to stays as it was, and the command ends, well or with a code and the name of what is in its way.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SpecialFilesTest {
    private static final long SEED = Long.getLong("exeunt.seed", 17);
    private static final int PART = 10;
    private static final List<String> RECORDS = List.of(
            "config.json", "provenance.json", "class-distribution.json", "rounds.jsonl", "clients.csv", "exits.csv");
    /** Folders of options, which may be links. */
    private static final Set<String> NAMED_BY_THE_USER = Set.of("new", "events", "report", "pictures", "data");

    private static final String TOY = ToyRun.file("fedper")
            .replace("\"train\": 200", "\"train\": 60")
            .replace("\"clients\": 8", "\"clients\": 3");

    @TempDir
    static Path shared;

    /** Finished and stopped runs, and what else the commands start from. */
    private static Path begin;

    private static String run;
    private static String exportable;
    private static HttpServer server;

    /** What is put in the place of a file. */
    enum Kind {
        LINK_TO_FILE {
            @Override
            void put(Path name, Path decoys, byte[] content) throws IOException {
                Files.createSymbolicLink(name, Files.write(decoys.resolve("file"), content));
            }
        },
        HARD_LINK {
            @Override
            void put(Path name, Path decoys, byte[] content) throws IOException {
                Files.createLink(name, Files.write(decoys.resolve("file"), content));
            }
        },
        LINK_TO_FOLDER {
            @Override
            void put(Path name, Path decoys, byte[] content) throws IOException {
                Path folder = Files.createDirectory(decoys.resolve("folder"));
                for (String file : List.of("kept", "summary.json", "rounds.jsonl", "round-1.checkpoint")) {
                    Files.write(folder.resolve(file), content);
                }
                Files.createSymbolicLink(name, folder);
            }
        },
        DANGLING_LINK {
            @Override
            void put(Path name, Path decoys, byte[] content) throws IOException {
                Files.createSymbolicLink(name, decoys.resolve("nowhere"));
            }
        },
        PIPE {
            @Override
            void put(Path name, Path decoys, byte[] content) throws IOException {
                require("mkfifo", name.toString());
            }
        },
        /** One that swallows all; a pipe where the system lets nobody make one. */
        DEVICE {
            @Override
            void put(Path name, Path decoys, byte[] content) throws IOException {
                if (status("mknod", name.toString(), "c", "1", "3") != 0) {
                    PIPE.put(name, decoys, content);
                }
            }
        },
        LINK_TO_DEVICE {
            @Override
            void put(Path name, Path decoys, byte[] content) throws IOException {
                Files.createSymbolicLink(name, Path.of("/dev/zero"));
            }
        },
        FOLDER {
            @Override
            void put(Path name, Path decoys, byte[] content) throws IOException {
                Files.write(Files.createDirectory(name).resolve("kept"), content);
            }
        };

        abstract void put(Path name, Path decoys, byte[] content) throws IOException;

        private static void require(String... command) throws IOException {
            assertThat(status(command)).as(String.join(" ", command)).isZero();
        }

        private static int status(String... command) throws IOException {
            try {
                return new ProcessBuilder(command).start().waitFor();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /**
     * A command and a name in its way.
     *
     * @param arguments in which {@code @} stands for the folder it works in
     * @param name of the file, in that folder
     */
    private record Case(List<String> arguments, String name, Kind kind) {
        CommandLineRun run(Path work) {
            return CommandLineRun.of(arguments.stream()
                    .map(argument -> argument.replace("@", work.toString()))
                    .toArray(String[]::new));
        }

        @Override
        public String toString() {
            return "%s as %s, before %s".formatted(kind, name, String.join(" ", arguments));
        }
    }

    @BeforeAll
    static void makeRuns() throws IOException {
        begin = Files.createDirectory(shared.resolve("begin"));
        Path config = Files.writeString(begin.resolve("toy.json"), TOY);
        run = FinishedRun.of(config, begin.resolve("runs"))
                .directory()
                .getFileName()
                .toString();
        assertThatThrownBy(() -> ToyRun.with(
                        RunOptions.onDisk(Path.of(""), begin.resolve("stopped"), () -> 0L)
                                .withCheckpoints(Duration.ZERO)
                                .withStop(new AtThird()::reached),
                        "fedper",
                        "dataset.train=60",
                        "partition.clients=3"))
                .hasMessageContaining("stopped on request");
        exportable = FinishedRun.ofSmall(begin.resolve("dl4j"), "training.rounds=1", "dataset.train=40")
                .directory()
                .getFileName()
                .toString();
        Files.writeString(
                begin.resolve("comparison.json"),
                """
                { "name": "both", "base": "toy.json", "set": { "training.rounds": 1, "evaluation.save-models": false },
                  "methods": { "fedrep": "fedrep" }, "seeds": [1] }
                """);
        CommandLineRun.succeeding(
                "compare",
                "run",
                begin.resolve("comparison.json").toString(),
                "--runs-dir",
                begin.resolve("compared").toString(),
                "--report",
                begin.resolve("report").toString());
        ImageIO.write(
                new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB),
                "png",
                begin.resolve("input.png").toFile());
        publish();
    }

    private static final class AtThird {
        private int asked;

        boolean reached() {
            return ++asked == 3;
        }
    }

    private static void publish() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(1);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, packed.size());
                exchange.getResponseBody().write(packed.toByteArray());
            }
        });
        server.start();
        Files.writeString(
                begin.resolve("catalogue.json"),
                """
                {"publications": [{"id": "mnist", "records": 1, "page": "http://127.0.0.1/", "terms": "none", "folder": "digits",
                  "files": [{"url": "http://127.0.0.1:%d/a.gz", "bytes": %d, "sha256": null, "packing": "none"}]}]}
                """
                        .formatted(server.getAddress().getPort(), packed.size()));
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        String finished = "runs/" + run;
        String partial = ".%s.partial/".formatted(run);
        Stream<String> around = Stream.of(run, "." + run + ".partial", "." + run + ".former", "." + run + ".lock");
        List<String> nearby = around.toList();

        String[] fresh = {"run", "@/toy.json", "--runs-dir", "@/new", "--checkpoint-interval", "0s"};
        add(cases, fresh, "new", "toy.json");
        add(cases, fresh, in("new/", nearby));
        add(
                cases,
                fresh,
                in(
                        "new/" + partial,
                        List.of("rounds.jsonl", "checkpoints", "models", "summary.json", "manifest.json")));
        add(cases, tracked(), "events", "events/toy");

        String[] resumed = {"run", "@/toy.json", "--runs-dir", "@/stopped", "--resume", "--checkpoint-interval", "0s"};
        add(cases, resumed, in("stopped/", nearby));
        add(cases, resumed, in("stopped/" + partial, RECORDS));
        add(
                cases,
                resumed,
                in(
                        "stopped/" + partial,
                        List.of("timings.csv", "summary.json", "manifest.json", "models", "checkpoints")));
        add(cases, resumed, in("stopped/" + partial, hidden(List.of("timings.csv", "summary.json", "manifest.json"))));
        add(
                cases,
                resumed,
                in(
                        "stopped/" + partial + "checkpoints/",
                        List.of("round-3.checkpoint", "round-9.checkpoint", ".round-4.checkpoint.partial", "other")));

        String[] again = {"run", "@/toy.json", "--runs-dir", "@/runs", "--rerun"};
        add(cases, again, in("runs/", nearby));
        add(
                cases,
                again,
                in(finished + "/", List.of("rounds.jsonl", "summary.json", "manifest.json", "checkpoints", "models")));

        String[] reused = {"run", "@/toy.json", "--runs-dir", "@/runs"};
        List<String> read = new ArrayList<>(RECORDS);
        read.addAll(List.of(
                "manifest.json", "summary.json", "timings.csv", "checkpoints", "models", "models/client-0.model"));
        add(cases, reused, in("runs/", nearby));
        add(cases, reused, in(finished + "/", read));
        add(cases, reused, in(finished + "/", List.of("report.html", ".report.html.partial")));

        for (String command : List.of("evaluate", "verify")) {
            add(cases, new String[] {command, "@/" + finished}, in(finished + "/", read));
            add(cases, new String[] {command, "@/" + finished}, finished);
        }
        String[] predict = {"predict", "@/" + finished, "--client", "0", "--input", "@/input.png"};
        add(
                cases,
                predict,
                in(finished + "/", List.of("manifest.json", "summary.json", "config.json", "models/client-0.model")));
        add(cases, predict, "input.png");
        String[] export = {"export", "@/dl4j/" + exportable, "--client", "0", "--output", "@/out.zip"};
        add(cases, export, "out.zip", ".out.zip.partial", "dl4j/" + exportable + "/models/client-0.model");

        String[] compare = {"compare", "report", "@/comparison.json", "--runs-dir", "@/compared", "--report", "@/report"
        };
        List<String> reports = List.of("report.md", "report.html", "tables.tex", "results.csv");
        add(cases, compare, "comparison.json", "toy.json", "report");
        add(cases, compare, in("report/", reports));
        add(cases, compare, in("report/", hidden(reports)));

        String[] inspect = {"datasets", "inspect", "@/toy.json", "--output", "@/pictures"};
        List<String> pictures = List.of("toy-partition.png", "toy-examples.png");
        add(cases, inspect, "pictures");
        add(cases, inspect, in("pictures/", pictures));
        add(cases, inspect, in("pictures/", hidden(pictures)));

        String[] fetch = {"datasets", "fetch", "mnist", "--dir", "@/data", "--catalogue", "@/catalogue.json"};
        add(cases, fetch, "catalogue.json", "data", "data/digits", "data/.fetching-mnist");
        add(cases, fetch, in("data/.fetching-mnist/", List.of("lock", "a.gz.part", "unpacked", "other")));

        add(cases, new String[] {"plugins", "new-strategy", "my-method", "--output", "@/made"}, "made");
        add(cases, new String[] {"config", "validate", "@/toy.json"}, "toy.json");
        add(
                cases,
                new String[] {
                    "config",
                    "validate",
                    "@/toy.json",
                    "--set",
                    "partition={\"type\": \"file\", \"file\": \"@/split.json\"}"
                },
                "split.json");
        add(
                cases,
                new String[] {
                    "config", "validate", "@/toy.json", "--set", "dataset={\"type\": \"mnist\", \"dir\": \"@/digits\"}"
                },
                "digits",
                "digits/train-images-idx3-ubyte.gz");
        return cases;
    }

    private static String[] tracked() {
        return new String[] {
            "run",
            "@/toy.json",
            "--runs-dir",
            "@/new",
            "--set",
            "trackers=[{\"type\": \"tensorboard\", \"dir\": \"@/events\"}]"
        };
    }

    private static String[] in(String folder, List<String> names) {
        return names.stream().map(name -> folder + name).toArray(String[]::new);
    }

    private static List<String> hidden(List<String> names) {
        return names.stream().map(name -> "." + name + ".partial").toList();
    }

    private static void add(List<Case> cases, String[] arguments, String... names) {
        for (String name : names) {
            for (Kind kind : Kind.values()) {
                cases.add(new Case(List.of(arguments), name, kind));
            }
        }
    }

    /** This folder is named from where the command runs, so the command runs in a process of its own. */
    @Test
    void theFolderOfAComparisonIsNoLink() throws IOException {
        Path work = Files.createDirectory(shared.resolve("elsewhere"));
        copy(begin, work);
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
    void aPartOfThemDoesNoHarm() {
        List<Case> cases = cases();
        Collections.shuffle(cases, new Random(SEED));
        doNoHarm(cases.subList(0, cases.size() / PART));
    }

    @Test
    @Tag("campaign")
    void noneOfThemDoesHarm() {
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

    /** Returns the code of the refusal, or that there was none. */
    private static String outcome(Case each) throws IOException {
        Path work = Files.createDirectory(shared.resolve("work"));
        Path decoys = Files.createDirectory(shared.resolve("decoys"));
        try {
            copy(begin, work);
            Path name = work.resolve(each.name());
            byte[] content =
                    Files.isRegularFile(name) ? Files.readAllBytes(name) : "decoy".getBytes(StandardCharsets.UTF_8);
            Directories.delete(name);
            Files.createDirectories(name.getParent());
            each.kind().put(name, decoys, content);
            Map<String, String> before = contents(decoys);
            CommandLineRun told = each.run(work);
            Map<String, String> after = contents(decoys);
            if (each.kind() == Kind.LINK_TO_FOLDER && NAMED_BY_THE_USER.contains(each.name())) {
                after.keySet().retainAll(before.keySet()); // it may be filled, but what is in it stays
            }
            assertThat(after).as("what links lead to; %s", told.err()).isEqualTo(before);
            if (told.status() == 0) {
                return "succeeded";
            }
            List<String> codes = told.err()
                    .lines()
                    .filter(line -> line.matches("[A-Z]+-\\d\\d  .*"))
                    .toList();
            assertThat(codes).as("status %d, %s", told.status(), told.err()).hasSize(1);
            assertThat(told.err())
                    .doesNotContain("\tat ", "INTERNAL-")
                    .contains(name.getFileName().toString().replaceAll("^\\.(.*)\\.partial$", "$1"));
            return codes.get(0).split(" ")[0];
        } finally {
            Directories.delete(work);
            Directories.delete(decoys);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path copy = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(each, copy);
                }
            }
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
