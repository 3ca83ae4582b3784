package org.exeunt.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.exeunt.app.CommandLineInterface;

/** A command that ran in this process: its exit status and output. */
public record CommandLineRun(int status, String out, String err) {
    /** Runs a command. */
    public static CommandLineRun of(String... arguments) {
        return of(Optional.empty(), arguments);
    }

    /** Runs a command of a user who answers its questions, one line each. */
    public static CommandLineRun answering(String answers, String... arguments) {
        return of(Optional.of(new BufferedReader(new StringReader(answers))), arguments);
    }

    private static CommandLineRun of(Optional<BufferedReader> answers, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new CommandLineInterface(stream(out), stream(err), answers).run(arguments);
        return new CommandLineRun(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs a command and asserts that it succeeds. */
    public static CommandLineRun succeeding(String... arguments) {
        CommandLineRun run = of(arguments);
        assertThat(run.status())
                .as("exit status of %s: %s", String.join(" ", arguments), run.err())
                .isZero();
        return run;
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** Returns standard output as JSON. */
    public JsonNode json() {
        try {
            return new ObjectMapper().readTree(out);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + out, e);
        }
    }

    /** Asserts that the command failed with one error of the given category, without a stack trace. */
    public void assertRefused(int expectedStatus, String category, String... mentions) {
        assertThat(status).as("exit status; stderr: %s", err).isEqualTo(expectedStatus);
        assertThat(err)
                .matches("(?s)(warning: [^\\n]*\\n)*" + category + "-.*")
                .doesNotContain("\tat ", "Exception")
                .contains(mentions);
        assertThat(err.lines().filter(line -> line.matches("[A-Z]+-\\d\\d  .*")))
                .as("errors: %s", err)
                .hasSize(1);
        assertThat(out).isEmpty();
    }
}
