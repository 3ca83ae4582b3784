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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.exeunt.app.CommandLineInterface;

/** A command that ran in this process: its exit status and output. */
public record CommandLineRun(int status, String out, String err) {
    /** Runs a command: a word and more words, or a line of words in which each {@code %s} stands for an argument. */
    public static CommandLineRun of(String line, Object... arguments) {
        return of(words(line, arguments));
    }

    /** Runs a command of the given words. */
    public static CommandLineRun of(String[] words) {
        return of(Optional.empty(), words);
    }

    private static String[] words(String line, Object... arguments) {
        Iterator<Object> next = List.of(arguments).iterator();
        List<String> words = new ArrayList<>();
        for (String word : line.split(" ")) {
            words.add(word.contains("%s") ? word.replace("%s", next.next().toString()) : word);
        }
        next.forEachRemaining(word -> words.add(word.toString()));
        return words.toArray(String[]::new);
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

    /** Runs a command, as {@link #of(String, Object...)}, and asserts that it succeeds. */
    public static CommandLineRun succeeding(String line, Object... arguments) {
        return succeeding(words(line, arguments));
    }

    /** Runs a command of the given words and asserts that it succeeds. */
    public static CommandLineRun succeeding(String[] words) {
        CommandLineRun run = of(words);
        assertThat(run.status())
                .as("exit status of %s: %s", String.join(" ", words), run.err())
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
        assertThat(err).matches("(?s)(warning: [^\\n]*\\n)*" + category + "-.*").doesNotContain("\tat ", "Exception");
        assertThat(List.of(mentions)).allSatisfy(mention -> assertThat(err).contains(mention));
        assertThat(err.lines().filter(line -> line.matches("[A-Z]+-\\d\\d  .*")))
                .as("errors: %s", err)
                .hasSize(1);
        assertThat(out).isEmpty();
    }
}
