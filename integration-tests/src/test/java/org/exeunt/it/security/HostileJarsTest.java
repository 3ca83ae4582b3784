package org.exeunt.it.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.exeunt.it.support.ChildCommand;
import org.exeunt.it.support.ToyRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Harmful jars on the class path: every command works, names these jars, and hides no other plugin. */
class HostileJarsTest {
    @TempDir
    Path folder;

    private final List<Path> jars = new ArrayList<>();

    private ChildCommand command(String... arguments) throws IOException, InterruptedException {
        String userClassPath = jars.get(0) + File.pathSeparator + folder.resolve("absent.jar");
        return ChildCommand.run(folder, jars, Map.of("EXEUNT_CLASSPATH", userClassPath), arguments);
    }

    private Path toy() throws IOException {
        return Files.writeString(folder.resolve("toy.json"), ToyRun.file("fedavg"));
    }

    @Test
    void harmfulPluginsHideNoOther() throws IOException, InterruptedException {
        for (String statement : List.of("Overflows", "Allocates", "Asserts", "Raises", "Threads")) {
            jars.add(HostileJars.write(folder, statement, "Constructed"));
        }
        jars.add(HostileJars.invalidOptions(folder));
        jars.add(HostileJars.valid(folder));

        ChildCommand list = command("plugins", "list");
        assertThat(list.status()).as(list.err()).isZero();
        assertThat(list.out())
                .contains("\n  cafedistill ", "\n  valid ", "\n  threads-constructed ")
                .contains(
                        "options: (at fault: PLUGIN-05 component 'size'",
                        "OverflowsConstructed.jar (it overflows the stack)",
                        "AllocatesConstructed.jar (it requests more memory than is available",
                        "AssertsConstructed.jar (AssertionError: no)",
                        "RaisesConstructed.jar (Throwable: bare)");
        assertThat(list.err())
                .contains("warning: EXEUNT_CLASSPATH names %s, which does not exist\n"
                        .formatted(folder.resolve("absent.jar")));

        ChildCommand run = command(
                "run", toy().toString(), "--runs-dir", folder.resolve("runs").toString());
        assertThat(run.status()).as(run.err()).isZero();
    }

    @Test
    void doctorNamesHarmfulPlugins() throws IOException, InterruptedException {
        jars.add(HostileJars.write(folder, "Raises", "Initialised"));
        jars.add(HostileJars.write(folder, "Asserts", "Creating"));
        jars.add(HostileJars.valid(folder));

        ChildCommand doctor = command("doctor");
        assertThat(doctor.status()).as(doctor.out() + doctor.err()).isEqualTo(3);
        assertThat(doctor.out())
                .containsPattern("warn +plugin +com.acme.RaisesInitialised in RaisesInitialised.jar \\(")
                .containsPattern("warn +plugin +exit policy asserts-creating in AssertsCreating.jar: P7: throws")
                .doesNotContain("Valid.jar");
    }

    /** Every statement at every moment, all jars together, for every command. */
    @Test
    @Tag("campaign")
    void everyCommandSurvivesAllHarmfulJars() throws IOException, InterruptedException {
        for (String moment : HostileJars.MOMENTS.keySet()) {
            for (String statement : HostileJars.STATEMENTS.keySet()) {
                jars.add(HostileJars.write(folder, statement, moment));
            }
        }
        jars.add(HostileJars.valid(folder));
        String config = toy().toString();
        String runs = folder.resolve("runs").toString();
        String finished =
                ToyRun.onDisk(Path.of(runs), "fedavg").directory().orElseThrow().toString();
        String example = Path.of("..", "examples", "quickstart.json").toString();
        String comparison = Path.of("..", "examples", "compare-quickstart.json").toString();
        List<List<String>> commands = List.of(
                List.of("plugins", "list"),
                List.of("plugins", "list", "--json"),
                List.of("plugins", "show", "exit-policy", "valid"),
                List.of(
                        "plugins",
                        "new",
                        "strategy",
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
                List.of("doctor"));
        int named = 0;
        for (List<String> command : commands) {
            ChildCommand result = command(command.toArray(String[]::new));
            boolean doctor = command.contains("doctor");
            assertThat(result.status())
                    .as("%s: %s%s", command, result.out(), result.err())
                    .isEqualTo(doctor ? 3 : 0);
            for (Path jar : jars) {
                String name = jar.getFileName().toString();
                boolean faulty = !name.matches("Valid.jar|Threads.*");
                boolean broken = faulty && !name.contains("Creating");
                if (faulty && doctor || broken && command.subList(0, 2).equals(List.of("plugins", "list"))) {
                    assertThat(result.out() + result.err())
                            .as("%s names %s", command, name)
                            .contains(name);
                    named++;
                }
            }
        }
        System.out.printf("%d jars, %d commands, %d times named as skipped%n", jars.size(), commands.size(), named);
    }
}
