package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.exeunt.it.support.CommandLineRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script of {@code completion}, in bash. */
class CompletionCommandTest {
    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeScriptAndRuns() throws IOException {
        assumeTrue(Files.isExecutable(BASH), "there is no bash");
        Files.writeString(
                folder.resolve("script"),
                CommandLineRun.succeeding("completion", "bash").out());
        for (String run :
                List.of("runs/one-0123456789ab", "runs/two words", "runs/$(touch x)", "other/two-0123456789ab")) {
            Files.createDirectories(folder.resolve(run));
            Files.writeString(folder.resolve(run).resolve("manifest.json"), "{}");
        }
        Files.createDirectories(folder.resolve("runs/.half-0123456789ab.partial"));
        Files.createDirectories(folder.resolve("runs/photos"));
    }

    /** Returns what a tab after the given words offers; the last word may be empty. */
    private static List<String> completions(String line) throws IOException, InterruptedException {
        String program =
                """
                source ./script
                compopt() { :; }
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
                _complete_exeunt
                printf '%s\\n' "${COMPREPLY[@]}"
                """;
        ProcessBuilder builder = new ProcessBuilder(BASH.toString(), "-c", program, "bash");
        builder.command().addAll(List.of(line.split(" ", -1)));
        Process process =
                builder.directory(folder.toFile()).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out.lines().map(String::strip).filter(word -> !word.isEmpty()).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "exeunt ru, run runs",
        "exeunt runs l, latest list",
        "exeunt run --see, --seeds",
        "exeunt run --color a, auto always",
        "exeunt init --strategy fedav, fedavg",
        "exeunt init --dataset cif, cifar10 cifar100",
        "exeunt init --backbone res, resnet18",
        "exeunt plugins show cafed, cafedistill",
        "exeunt plugins new strat, strategy",
        "exeunt datasets fetch mn, mnist",
        "exeunt evaluate latest --policy entr, entropy",
        "exeunt examples copy quick, quickstart",
        "exeunt completion z, zsh",
        "exeunt help pre, predict",
        "exeunt verify o, one-0123456789ab",
        "exeunt compare one-0123456789ab la, latest",
        "exeunt verify --runs-dir other t, two-0123456789ab",
        "exeunt runs clean h, half-0123456789ab"
    })
    void wordIsCompleted(String line, String expected) throws IOException, InterruptedException {
        assertThat(completions(line)).containsExactlyInAnyOrder(expected.split(" "));
    }

    @Test
    void onlyNamesOfRunsAreOffered() throws IOException, InterruptedException {
        assertThat(completions("exeunt verify ")).containsExactlyInAnyOrder("latest", "one-0123456789ab");
        assertThat(completions("exeunt runs show "))
                .containsExactlyInAnyOrder("latest", "one-0123456789ab", "half-0123456789ab");
        assertThat(completions("exeunt verify --runs-dir none ")).containsExactly("latest");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void oneScriptServesBothShells() {
        String bash = CommandLineRun.succeeding("completion", "bash").out();
        String zsh = CommandLineRun.succeeding("completion", "zsh").out();
        assertThat(zsh)
                .isEqualTo(bash.replace("completion bash)", "completion zsh)"))
                .contains("bashcompinit");
        CommandLineRun.of("completion", "fish").assertRefused(2, "CONFIG", "CONFIG-09", "'fish'");
    }
}
