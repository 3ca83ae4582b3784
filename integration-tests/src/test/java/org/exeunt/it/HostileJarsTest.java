package org.exeunt.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that are merely on the class path do harm: every command works, names them, and hides no other plugin. */
class HostileJarsTest {
    /** Each of these would hold up every command by another twenty seconds. */
    private static final String HOLDING_UP_AGAIN = "Spins(Constructed)|Waits(Initialised|Constructed)";

    @TempDir
    Path folder;

    private final List<Path> jars = new ArrayList<>();

    /** What a command printed, and how it ended. */
    private record Ended(int status, String out, String err) {}

    private Ended command(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx1g",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-cp",
                Stream.concat(Stream.of(System.getProperty("java.class.path")), jars.stream())
                        .map(Object::toString)
                        .reduce((one, other) -> one + File.pathSeparator + other)
                        .orElseThrow(),
                "org.exeunt.app.Main"));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("EXEUNT_CLASSPATH", jars.get(0) + File.pathSeparator + folder.resolve("absent.jar"));
        Process process = builder.start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES))
                .as("%s ends", List.of(arguments))
                .isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Path toy() throws IOException {
        return Files.writeString(folder.resolve("toy.json"), ToyRun.file("fedavg"));
    }

    @Test
    void oneOfEachKindHidesNoOther() throws IOException, InterruptedException {
        for (String deed : List.of("Overflows", "AsksTooMuch", "Asserts", "Raises", "Exits", "Halts", "Threads")) {
            jars.add(HostileJars.write(folder, deed, "Constructed"));
        }
        jars.add(HostileJars.optionsAtFault(folder));
        jars.add(HostileJars.sound(folder));

        Ended list = command("plugins", "list");
        assertThat(list.status()).as(list.err()).isZero();
        assertThat(list.out())
                .contains("\n  cafedistill ", "\n  sound ", "\n  threads-constructed ")
                .contains(
                        "options: (at fault: PLUGIN-05 component 'size'",
                        "OverflowsConstructed.jar (its constructor throws: it overflows the stack)",
                        "AsksTooMuchConstructed.jar (its constructor throws: it requests more memory than is available",
                        "AssertsConstructed.jar (its constructor throws: AssertionError: no)",
                        "RaisesConstructed.jar (its constructor throws: Throwable: bare)",
                        "ExitsConstructed.jar (it ends the process with status 0)",
                        "HaltsConstructed.jar (it ends the process with status 0)");
        assertThat(list.err())
                .contains("warning: EXEUNT_CLASSPATH names %s, which is not there\n"
                        .formatted(folder.resolve("absent.jar")))
                .contains("warning: plugin com.acme.ExitsConstructed in ExitsConstructed.jar");

        Ended run = command(
                "run", toy().toString(), "--runs-dir", folder.resolve("runs").toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.err()).contains("ExitsConstructed.jar", "HaltsConstructed.jar");
    }

    @Test
    void doctorsEndAndNameThem() throws IOException, InterruptedException {
        jars.add(HostileJars.write(folder, "Spins", "Initialised"));
        jars.add(HostileJars.write(folder, "Exits", "Making"));
        jars.add(HostileJars.sound(folder));

        Ended plugins = command("plugins", "doctor");
        assertThat(plugins.status()).as(plugins.out() + plugins.err()).isEqualTo(3);
        assertThat(plugins.out())
                .contains(
                        "SpinsInitialised.jar\n  look  com.acme.SpinsInitialised",
                        "P2: could not be loaded: it does not return within 20 s",
                        "ExitsMaking.jar\n  look  exit policy exits-making",
                        "P7: during its examination it ends the process with status 0",
                        "ok    exit policy sound",
                        "2 with problems");
    }

    /** Every deed at every moment, all jars at once, for every command. */
    @Test
    @Tag("campaign")
    void allOfThemForEveryCommand() throws IOException, InterruptedException {
        for (String moment : HostileJars.MOMENTS.keySet()) {
            for (String deed : HostileJars.DEEDS.keySet()) {
                if (!(deed + moment).matches(HOLDING_UP_AGAIN)) {
                    jars.add(HostileJars.write(folder, deed, moment));
                }
            }
        }
        jars.add(HostileJars.sound(folder));
        String config = toy().toString();
        String runs = folder.resolve("runs").toString();
        String finished =
                ToyRun.onDisk(Path.of(runs), "fedavg").directory().orElseThrow().toString();
        String example = Path.of("..", "examples", "quickstart.json").toString();
        String comparison = Path.of("..", "examples", "compare-quickstart.json").toString();
        List<List<String>> commands = List.of(
                List.of("plugins", "list"),
                List.of("plugins", "list", "--json"),
                List.of("plugins", "show", "exit-policy", "sound"),
                List.of(
                        "plugins",
                        "new-strategy",
                        "my-method",
                        "--output",
                        folder.resolve("mine").toString()),
                List.of("config", "schema"),
                List.of("config", "explain", example),
                List.of("config", "validate", example),
                List.of("compare", "plan", comparison),
                List.of("datasets", "list"),
                List.of("datasets", "inspect", example, "--no-charts"),
                List.of("run", config, "--runs-dir", folder.resolve("again").toString()),
                List.of("verify", finished),
                List.of("evaluate", finished),
                List.of("doctor"),
                List.of("plugins", "doctor"));
        int named = 0;
        for (List<String> command : commands) {
            Ended ended = command(command.toArray(String[]::new));
            boolean doctor = command.contains("doctor");
            assertThat(ended.status())
                    .as("%s: %s%s", command, ended.out(), ended.err())
                    .isEqualTo(doctor ? 3 : 0);
            for (Path jar : jars) {
                String name = jar.getFileName().toString();
                boolean refused = name.matches("(Exits|Halts|FillsMemory|Spins|Waits)(Initialised|Constructed).jar");
                boolean ill = !name.matches("Sound.jar|Threads.*") && (refused || !name.contains("Making"));
                boolean expected = refused
                        || ill && (doctor || command.contains("list") && command.contains("plugins"))
                        || command.equals(List.of("plugins", "doctor"));
                if (expected) {
                    assertThat(ended.out() + ended.err())
                            .as("%s names %s", command, name)
                            .contains(name);
                    named++;
                }
            }
        }
        System.out.printf(
                "%d jars, %d commands, each named where it is left out: %d times%n",
                jars.size(), commands.size(), named);
    }
}
