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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script of {@code completion}, in bash. */
class CompletionCommandTest {
    private static final Path BASH = Path.of("/bin/bash");

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeScript() throws IOException {
        assumeTrue(Files.isExecutable(BASH), "there is no bash");
        Files.writeString(
                folder.resolve("script"),
                CommandLineRun.succeeding("completion").out());
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
    @CsvSource({"exeunt ru, run runs", "exeunt runs l, latest list", "exeunt run --see, --seeds"})
    void wordIsCompleted(String line, String expected) throws IOException, InterruptedException {
        assertThat(completions(line)).containsExactlyInAnyOrder(expected.split(" "));
    }
}
