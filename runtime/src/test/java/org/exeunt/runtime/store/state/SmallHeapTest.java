package org.exeunt.runtime.store.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores three times as many bytes of states as the process has heap. */
class SmallHeapTest {
    @TempDir
    Path directory;

    @Test
    void storesMoreThanTheHeapHolds() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx40m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeap.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        MatchResult result = Pattern.compile("exact (\\d+) file (\\d+) heap (\\d+)")
                .matcher(output)
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError(output));
        assertThat(result.group(1)).as("states as they were kept").isEqualTo("120");
        assertThat(Integer.parseInt(result.group(2))).as("MiB in the file").isBetween(2 * 60 - 2 * 5, 2 * 60);
        assertThat(Integer.parseInt(result.group(3))).as("MiB of heap").isLessThan(45);
        assertThat(directory).isEmptyDirectory();
    }
}
