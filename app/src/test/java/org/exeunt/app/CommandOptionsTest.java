package org.exeunt.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.exeunt.api.error.ErrorCategory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every number and every file that a command takes, at values that programs fail at: each ends well or in a sentence,
 * never in a stack trace or in waiting. New options are found without a change here; an option that several commands
 * share is tried with one of them.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("slow")
class CommandOptionsTest {
    private static final List<String> NUMBERS = List.of("-1", "0", "65536", "2147483647", "2147483648", "x", "");
    private static final String RUN_FILE =
            """
            {
              "name": "toy", "seed": 1,
              "dataset":   { "type": "shapes", "train": 60, "test": 20 },
              "partition": { "type": "iid", "clients": 2, "test-fraction": 0.25 },
              "network":   { "hidden": [4, 3] },
              "strategy":  "fedavg",
              "training":  { "rounds": 1, "batch-size": 8, "optimizer": { "learning-rate": 0.02 } },
              "engine":    "toy"
            }
            """;
    private static final String COMPARISON_FILE =
            """
            { "name": "both", "base": "run.json", "methods": { "fedper": "fedper" }, "seeds": [1] }
            """;

    @TempDir
    static Path folder;

    private static HttpServer nothing;
    private static Path run;

    @BeforeAll
    static void makeARun() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("run.json"), RUN_FILE);
        Files.writeString(folder.resolve("comparison.json"), COMPARISON_FILE);
        Outcome made = Outcome.of("run", at("run.json"), "--runs-dir", at("runs"));
        assertThat(made.status()).as(made.err()).isZero();
        try (Stream<Path> found = Files.list(folder.resolve("runs"))) {
            run = found.findFirst().orElseThrow();
        }
        nothing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        nothing.start();
        Files.writeString(
                folder.resolve("catalogue.json"),
                """
                {"publications": [{"id": "mnist", "records": 1, "page": "http://127.0.0.1/", "terms": "none", "folder": "digits",
                  "files": [{"url": "http://127.0.0.1:%d/a.gz", "bytes": 1, "sha256": null, "packing": "none"}]}]}
                """
                        .formatted(nothing.getAddress().getPort()));
        Files.createDirectory(folder.resolve("a-folder"));
        Files.createFile(folder.resolve("empty"));
        Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
        assertThat(new ProcessBuilder("mkfifo", at("pipe")).start().waitFor()).isZero();
        Files.createFile(
                folder.resolve("no-rights"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
    }

    @AfterAll
    static void stop() {
        nothing.stop(0);
    }

    private static String at(String name) {
        return folder.resolve(name).toString();
    }

    private record Outcome(int status, String err) {
        static Outcome of(String... arguments) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int status = new CommandLineInterface(print(out), print(err)).run(arguments);
            return new Outcome(status, err.toString(StandardCharsets.UTF_8));
        }

        private static PrintStream print(ByteArrayOutputStream bytes) {
            return new PrintStream(bytes, true, StandardCharsets.UTF_8);
        }
    }

    static Stream<Arguments> arguments() {
        List<Arguments> all = new ArrayList<>();
        PrintStream nowhere = Outcome.print(new ByteArrayOutputStream());
        collect(new CommandLineInterface(nowhere, nowhere).commands(), List.of(), new HashSet<>(), all);
        return all.stream();
    }

    private static void collect(CommandLine command, List<String> words, Set<Object> options, List<Arguments> all) {
        for (Map.Entry<String, CommandLine> each : command.getSubcommands().entrySet()) {
            List<String> longer = new ArrayList<>(words);
            longer.add(each.getKey());
            collect(each.getValue(), longer, options, all);
        }
        CommandSpec spec = command.getCommandSpec();
        for (ArgSpec argument : spec.args()) {
            if ((isNumber(argument) || isPath(argument))
                    && (!argument.isOption() || options.add(argument.userObject()))) {
                all.add(Arguments.of(
                        String.join(" ", words), argument.isOption() ? name(argument) : argument.paramLabel(), spec));
            }
        }
    }

    private static boolean isNumber(ArgSpec argument) {
        return List.<Class<?>>of(int.class, Integer.class, long.class, Long.class)
                .contains(argument.auxiliaryTypes()[0]);
    }

    private static boolean isPath(ArgSpec argument) {
        return argument.auxiliaryTypes()[0] == Path.class
                || argument.paramLabel().equals("RUN");
    }

    private static String name(ArgSpec option) {
        return ((OptionSpec) option).longestName();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("arguments")
    void noValueEndsInAStackTrace(String command, String argument, CommandSpec spec) {
        ArgSpec tried = spec.args().stream()
                .filter(each -> (each.isOption() ? name(each) : each.paramLabel()).equals(argument))
                .findFirst()
                .orElseThrow();
        for (String value : isNumber(tried)
                ? NUMBERS
                : List.of(
                        at("a-folder"),
                        at("empty"),
                        at("missing"),
                        at("dangling"),
                        at("pipe"),
                        at("no-rights"),
                        "\0")) {
            List<String> line = line(command, spec, tried, value);
            Outcome outcome = Outcome.of(line.toArray(String[]::new));
            assertThat(outcome.err())
                    .as("%s ends with %d", line, outcome.status())
                    .doesNotContain("\tat ", "INTERNAL-");
            assertThat(outcome.status())
                    .as("%s: %s", line, outcome.err())
                    .isNotEqualTo(ErrorCategory.INTERNAL.exitStatus());
        }
    }

    /** Returns a command that is valid except for the tested value. */
    private static List<String> line(String command, CommandSpec spec, ArgSpec tried, String value) {
        List<String> line = new ArrayList<>(List.of(command.split(" ")));
        for (ArgSpec argument : spec.args()) {
            String given = argument.equals(tried) ? value : validValue(command, argument);
            if (given == null) {
                continue;
            }
            if (!argument.isOption()) {
                line.add(given);
            } else if (argument.arity().min() == 0) {
                line.add(name(argument) + "=" + given);
            } else {
                line.addAll(List.of(name(argument), given));
            }
        }
        return line;
    }

    private static String validValue(String command, ArgSpec argument) {
        if (!argument.isOption()) {
            return switch (argument.paramLabel()) {
                case "RUN" -> run.toString();
                case "CONFIG" -> at(command.startsWith("compare") ? "comparison.json" : "run.json");
                case "PATH" -> at("data");
                case "KIND" -> "strategy";
                case "EXAMPLE" -> "quickstart";
                case "ID" -> command.startsWith("datasets") ? "mnist" : "my-method";
                default -> throw new AssertionError("no valid value of %s is known".formatted(argument.paramLabel()));
            };
        }
        return switch (name(argument)) {
            case "--client" -> "0";
            case "--input" -> at("run.json");
            case "--runs-dir" -> at("runs");
            case "--report" -> at("report");
            case "--output" -> at("made");
            case "--dir" -> at("data");
            case "--catalogue" -> at("catalogue.json");
            default -> argument.required() && argument.group() == null ? fail(argument) : null;
        };
    }

    private static String fail(ArgSpec argument) {
        throw new AssertionError("no valid value of %s is known".formatted(name(argument)));
    }
}
