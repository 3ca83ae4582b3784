package org.exeunt.it.plugins;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command {@code plugins doctor} in a process of its own, with more on the class path: its exit status and what it printed. */
record ChildDoctor(int status, String out) {
    /**
     * Runs it to its end.
     *
     * @param plugins a jar, or a folder of classes
     * @param out file for what it prints
     */
    static ChildDoctor run(Path plugins, Path out, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + plugins,
                "org.exeunt.app.Main",
                "plugins",
                "doctor"));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new ChildDoctor(process.waitFor(), Files.readString(out));
    }
}
