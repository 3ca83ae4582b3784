package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.app.CommandLineInterface;
import org.exeunt.it.support.ChildCommand;
import org.exeunt.it.support.CommandLineRun;
import org.exeunt.it.support.ToyRun;
import org.exeunt.it.support.TrainedRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Output and errors that all commands have in common. */
class CommandLineTest {
    @TempDir
    Path folder;

    /** Only {@code config validate} prints JSON on failure, because its result is a verdict. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "run FILE --json --set training.rounds=0",
                "config explain FILE --json --set training.rounds=0",
                "datasets inspect FILE --json --set training.rounds=0",
                "compare plan FILE --json",
                "evaluate nowhere --json",
                "predict nowhere --client 0 --input x.png --json",
                "plugins show strategy nowhere --json"
            })
    void failingCommandsPrintNoJson(String line) {
        CommandLineRun run = CommandLineRun.of(
                line.replace("FILE", TrainedRun.small().toString()).split(" "));
        assertThat(run.status()).isNotZero();
        assertThat(run.err()).matches("(?s)[A-Z]+-\\d\\d  .*");
        assertThat(run.out()).isEmpty();
    }

    /** Too small to load the classes of a command. */
    @ParameterizedTest
    @ValueSource(strings = {"4m", "6m", "8m", "14m"})
    void smallHeapIsReportedInOneLine(String heap) throws Exception {
        // overrules the heap of the command line
        Map<String, String> options = Map.of("_JAVA_OPTIONS", "-Xmx" + heap);
        ChildCommand run = ChildCommand.run(
                folder, List.of(), options, "run", TrainedRun.small().toString(), "--runs-dir", folder.toString());
        assertThat(run.status()).as(run.err()).isEqualTo(6);
        assertThat(run.err().lines().filter(line -> !line.startsWith("Picked up")))
                .singleElement()
                .asString()
                .startsWith("RESOURCE-22  ")
                .contains("EXEUNT_JAVA_OPTS=-Xmx");
    }

    @Test
    void wrongKindOfFileIsReportedInOneLine() {
        String comparison = Path.of("..", "examples", "compare-quickstart.json").toString();
        for (String command : List.of("run", "config explain")) {
            String[] arguments = (command + " " + comparison).split(" ");
            CommandLineRun.of(arguments).assertRefused(2, "CONFIG", "CONFIG-08  ", "exeunt compare run " + comparison);
            assertThat(CommandLineRun.of(arguments).err().lines()).hasSize(1);
        }
        String run = TrainedRun.small().toString();
        for (String command : List.of("run", "plan", "report")) {
            CommandLineRun refused = CommandLineRun.of("compare %s %s", command, run);
            refused.assertRefused(2, "CONFIG", "CONFIG-08  ", "exeunt run " + run);
            assertThat(refused.err().lines()).hasSize(1);
        }
    }

    @Test
    void summaryAsJsonEqualsTheSummaryFile() {
        TrainedRun run =
                TrainedRun.of(TrainedRun.small(), folder.resolve("runs"), List.of("--json"), "training.rounds=1");

        assertThat(run.command().json()).isEqualTo(run.json("summary.json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--version",
                "help run",
                "plugins list",
                "examples list --json",
                "config schema",
                "datasets list",
                "doctor --json"
            })
    void resultsThatCannotBeWrittenAreAFailure(String line) {
        PrintStream full = new PrintStream(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new CommandLineInterface(full, new PrintStream(err)).run(line.split(" "));
        assertThat(status).isEqualTo(ErrorCategory.RESOURCE.exitStatus());
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("RESOURCE-38  Standard output cannot be written");
    }

    @ParameterizedTest
    @CsvSource({
        "fly, 'fly', exeunt",
        "help run fly, 'fly', exeunt run",
        "run, CONFIG, exeunt run",
        "config fly, 'fly', exeunt config",
        "config, subcommand, exeunt config",
        "doctor --fast, '--fast', exeunt doctor",
        "run x.json --colour, '--colour', exeunt run",
        "run x.json --checkpoint-interval soon, 'soon', exeunt run",
        "plugins show, PLUGIN, exeunt plugins show",
        "compare run x.json --jobs two, 'two', exeunt compare run",
        "run x.json --set strategy={type: ditto}, in single quotes, exeunt run"
    })
    void invalidCommandLineIsReportedInOneLine(String line, String mentioned, String command) {
        CommandLineRun run = CommandLineRun.of(line.split(" "));

        run.assertRefused(2, "CONFIG", "CONFIG-09  ", mentioned, "See '" + command + " --help'.");
        assertThat(run.err().lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "datasets fetch", "help"})
    void helpPrintsWhatTheOptionPrints(String command) {
        assertThat(CommandLineRun.succeeding(("help " + command).split(" ")).out())
                .isEqualTo(
                        CommandLineRun.succeeding((command + " --help").strip().split(" "))
                                .out());
    }

    @ParameterizedTest
    @CsvSource({
        "rum x.json, run",
        "help rnu, run",
        "help compare pln, plan",
        "run x.json --rerum, --rerun",
        "run x.json --rounds 2, --set training.rounds=VALUE",
        "run x.json --learning-rate=1, --set training.optimizer.learning-rate=VALUE",
        "run x.json --seed 1, --set seed=VALUE",
        "run x.json --run-dir=runs, --runs-dir",
        "datasets fetch cifar10 --sha265 00, --sha256"
    })
    void misspeltNamesGetASuggestion(String line, String suggestion) {
        assertThat(CommandLineRun.of(line.split(" ")).err()).contains("Did you mean '" + suggestion + "'?");
    }

    @Test
    void slipsAreAnsweredByWhatToWrite() throws IOException {
        Path config = Files.writeString(folder.resolve("slips.json"), ToyRun.file("fedavg"));
        String path = config.toString();
        assertThat(CommandLineRun.of("run", path, "--set", "training.rounds", "2")
                        .err())
                .contains("Write '--set training.rounds=2'.");
        assertThat(CommandLineRun.of("run", path.replace(".json", "")).err())
                .contains("does not exist. Did you mean %s?".formatted(path));
        assertThat(CommandLineRun.of("config", "validate", path, "--set", "strategy.mu=0.5")
                        .err())
                .contains("unknown option of strategy 'fedavg'; it is an option of 'cafedistill', 'fedprox'");
        assertThat(CommandLineRun.of("run", path, "--set", "engine=dl4j", "--device", "gpu")
                        .err())
                .contains("did you mean 'cuda'?");
    }

    /** In errors about an option and in errors about an address. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "config validate CONFIG --set trackers=[{\"type\":\"mlflow\",\"uri\":\"ADDRESS\"}]",
                "run CONFIG --set trackers=[{\"type\":\"mlflow\",\"uri\":\"ADDRESS?x\"}]",
                "datasets fetch cifar10 --mirror ADDRESS/x.tar.gz --dir FOLDER",
                "datasets fetch mnist --mirror ADDRESS --dir FOLDER"
            })
    void passwordsAreNeverShown(String command) throws IOException {
        Path config = Files.writeString(folder.resolve("toy.json"), ToyRun.file("fedavg"));
        for (String address : List.of("http://user:hunter2@127.0.0.1:1", "http://hunter2@" + "h".repeat(60))) {
            CommandLineRun run = CommandLineRun.of((command + " --stacktrace")
                    .replace("CONFIG", config.toString())
                    .replace("FOLDER", folder.toString())
                    .replace("ADDRESS", address)
                    .split(" "));
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.out() + run.err()).contains("(hidden)").doesNotContain("hunter2");
        }
    }

    /** The script of {@code completion}: what a tab after the given words offers. */
    @ParameterizedTest
    @CsvSource({"exeunt ru, run runs", "exeunt runs l, latest list", "exeunt run --see, --seeds"})
    void wordIsCompletedInBash(String line, String expected) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash");
        String program = CommandLineRun.succeeding("completion").out()
                + """
                compopt() { :; }
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
                _complete_exeunt
                printf '%s\\n' "${COMPREPLY[@]}"
                """;
        Path script = Files.writeString(folder.resolve("script"), program);
        List<String> words = new ArrayList<>(List.of("/bin/bash", script.toString()));
        words.addAll(List.of(line.split(" ", -1)));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(out.strip().split("\\s+")).containsExactlyInAnyOrder(expected.split(" "));
    }
}
