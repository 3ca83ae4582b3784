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
                        "OverflowsConstructed.jar (StackOverflowError",
                        "AllocatesConstructed.jar (OutOfMemoryError",
                        "AssertsConstructed.jar (AssertionError: no",
                        "RaisesConstructed.jar (Throwable: bare");
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
                .containsPattern("warn +plugin +exit policy asserts-creating in AssertsCreating.jar: P7: PLUGIN-20")
                .doesNotContain("Valid.jar");
    }
}
