package org.exeunt.runtime.archive;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.error.ExeuntException;

/**
 * Another process that reserves the directory of a run, prints the outcome, and holds the directory until its standard
 * input ends.
 */
public final class OtherWriter implements AutoCloseable {
    private final Process process;
    private final String answer;

    private OtherWriter(Process process, String answer) {
        this.process = process;
        this.answer = answer;
    }

    static OtherWriter start(Path runs, String title) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherWriter.class.getName(),
                        runs.toString(),
                        title))
                .redirectErrorStream(true)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return new OtherWriter(process, said.readLine());
    }

    String answer() {
        return answer;
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }

    /** Reserves a run and holds it until the end of the standard input. */
    public static void main(String... arguments) throws IOException {
        try (RunDirectory directory = RunDirectory.reserve(Path.of(arguments[0]), arguments[1])) {
            System.out.println("reserved " + directory.finished().getFileName());
            System.in.readAllBytes();
        } catch (ExeuntException e) {
            System.out.println(e.code() + " " + e.getMessage());
        }
    }
}
