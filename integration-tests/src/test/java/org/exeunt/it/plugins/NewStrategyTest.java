package org.exeunt.it.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.exeunt.it.support.ChildCommand;
import org.exeunt.it.support.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** {@code plugins new-strategy} creates a project that compiles, passes its contract test, and is found as a plugin. */
class NewStrategyTest {
    @TempDir
    Path folder;

    @Test
    void newStrategyPassesItsContractTest() throws Exception {
        Path project = project("hello-strategy-2", "--package", "com.acme.fl");
        Path classes = compiled(project);

        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            Class<?> contract = loader.loadClass("com.acme.fl.HelloStrategy2ContractTest");
            EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(contract))
                    .execute();
            results.testEvents().assertStatistics(tests -> tests.failed(0));
            assertThat(results.testEvents().succeeded().count())
                    .as("passed checks")
                    .isGreaterThan(20);
        }
    }

    @Test
    void newStrategyIsFoundByTheDoctor() throws Exception {
        Path project = project("my-method");
        Path classes = compiled(project);
        Path services = Path.of("META-INF", "services", "org.exeunt.api.plugin.Plugin");
        Files.createDirectories(classes.resolve(services).getParent());
        Files.copy(project.resolve("src/main/resources").resolve(services), classes.resolve(services));
        ChildCommand doctor = ChildCommand.run(folder, List.of(classes), Map.of(), "plugins", "doctor");
        assertThat(doctor.status()).as(doctor.out()).isZero();
        assertThat(doctor.out()).contains("ok    strategy my-method");
    }

    @Test
    void newProjectUsesTheGivenName() throws IOException {
        Path project = project("my-method");
        assertThat(Files.readString(project.resolve("pom.xml")))
                .contains("<groupId>org.example.mymethod</groupId>", "<artifactId>my-method</artifactId>");
        try (Stream<Path> files = Files.walk(project)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(file + ":\n" + Files.readString(file))
                        .doesNotContainIgnoringCase("hello")
                        .doesNotContain("PartialSharing", "partial-sharing");
            }
        }
        assertThat(folder.toFile().list()).containsOnly("project");
    }

    @ParameterizedTest
    @CsvSource({
        "My_Method, org.acme, not kebab-case",
        "network, org.acme, The class of 'network' would be Network",
        "fedavg, org.acme, that of a strategy",
        "my-method, org.class, not the name of a package",
        "my-method, java.acme, not the name of a package"
    })
    void invalidNamesAreRefused(String id, String packageName, String message) {
        CommandLineRun.of(
                        "plugins",
                        "new-strategy",
                        id,
                        "--package",
                        packageName,
                        "--output",
                        folder.resolve("new").toString())
                .assertRefused(2, "CONFIG", message);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void allProblemsAreReportedAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("here"), "mine");
        CommandLineRun.of("plugins", "new-strategy", "Fed", "--package", "a-b", "--output", file.toString())
                .assertRefused(
                        2, "CONFIG", "'Fed' is not kebab-case", "'a-b' is not the name", "here is there already");
        assertThat(Files.readString(file)).isEqualTo("mine");
    }

    private Path project(String id, String... more) {
        Path project = folder.resolve("project");
        List<String> arguments =
                new ArrayList<>(List.of("plugins", "new-strategy", id, "--output", project.toString()));
        arguments.addAll(List.of(more));
        CommandLineRun.succeeding(arguments.toArray(String[]::new));
        return project;
    }

    private Path compiled(Path project) throws IOException {
        Path classes = folder.resolve("classes");
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-Xlint:all,-path",
                "-Werror",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path")));
        try (Stream<Path> files = Files.walk(project)) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .as("exit status of the compiler")
                .isZero();
        return classes;
    }
}
