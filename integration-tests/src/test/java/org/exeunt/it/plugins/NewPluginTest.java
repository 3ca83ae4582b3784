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
import org.exeunt.api.network.Engine;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.config.plugins.PluginKind;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.plugins.PluginScan;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.it.support.ChildCommand;
import org.exeunt.it.support.CommandLineRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * {@code plugins new}: for each kind a project that compiles, passes its contract test and has a valid example
 * configuration.
 */
class NewPluginTest {
    @TempDir
    static Path projects;

    private static Path classes;
    private static URLClassLoader loader;

    @TempDir
    private Path folder;

    static List<String> kinds() {
        return PluginRegistry.load(NewPluginTest.class.getClassLoader()).kinds().stream()
                .filter(kind -> kind.contract() != Engine.class)
                .map(PluginKind::id)
                .toList();
    }

    /** All projects are compiled together: one start of the compiler instead of a dozen. */
    @BeforeAll
    static void createAll() throws IOException {
        classes = projects.resolve("classes");
        Path services = classes.resolve(PluginScan.SERVICE_FILE);
        Files.createDirectories(services.getParent());
        List<String> registered = new ArrayList<>();
        for (String kind : kinds()) {
            Path project = projects.resolve("my-" + kind);
            CommandLineRun.succeeding("plugins new %s my-%s --output %s", kind, kind, project);
            registered.addAll(
                    Files.readAllLines(project.resolve("src/main/resources").resolve(classes.relativize(services))));
        }
        Files.write(services, registered);
        compile(projects, classes);
        loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
    }

    @AfterAll
    static void close() throws IOException {
        loader.close();
    }

    private static void compile(Path sources, Path classes) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-Xlint:all,-path",
                "-Werror",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path")));
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .as("exit status of the compiler")
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void passesItsContractTest(String kind) throws ReflectiveOperationException {
        String id = "my-" + kind;
        StringBuilder className = new StringBuilder("org.example." + id.replace("-", "") + ".");
        for (String word : id.split("-")) {
            className.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(
                        selectClass(loader.loadClass(className + "ContractTest")),
                        selectClass(loader.loadClass(className + "PluginsContractTest")))
                .execute();
        assertThat(results.testEvents().failed().list()).isEmpty();
        assertThat(results.testEvents().succeeded().count())
                .as("checks that passed")
                .isGreaterThan(9);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void hasAValidExampleConfiguration(String kind) throws IOException {
        Path example = projects.resolve("my-" + kind).resolve("example.json");
        assertThat(Files.readString(example)).contains("\"my-" + kind + "\"");
        new RunConfigReader(PluginRegistry.load(loader))
                .read(example, List.of())
                .orThrow();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void containsNoNameOfTheExample(String kind) throws IOException {
        Path project = projects.resolve("my-" + kind);
        assertThat(Files.readString(project.resolve("pom.xml")))
                .contains(
                        "<artifactId>my-" + kind + "</artifactId>",
                        "<exeunt.api.version>" + ApiVersion.CURRENT + "</exeunt.api.version>")
                .doesNotContain("<parent>");
        try (Stream<Path> files = Files.walk(project)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContainIgnoringCase("hello");
            }
        }
    }

    @Test
    void isListedWithTheOthers() throws Exception {
        ChildCommand list = ChildCommand.run(folder, List.of(classes), Map.of(), "plugins", "list");
        assertThat(list.status()).as(list.err()).isZero();
        for (String kind : kinds()) {
            assertThat(list.out()).contains("my-" + kind);
        }
    }

    @Test
    void usesTheGivenPackageAndFolder() throws IOException {
        Path project = folder.resolve("project");
        String out = CommandLineRun.succeeding(
                        "plugins new dataset hello-plugins-2 --package com.acme.fl --output %s", project)
                .out();
        assertThat(project.resolve("src/main/java/com/acme/fl/HelloPlugins2.java"))
                .content()
                .contains("package com.acme.fl;", "\"hello-plugins-2\"");
        assertThat(project.resolve("example.json")).content().contains("\"dir\": \"" + project.resolve("data") + "\"");
        assertThat(project.resolve("README.md"))
                .content()
                .contains("# hello-plugins-2\n", "of the kind `dataset-source`");
        assertThat(out)
                .contains("mvn -f " + project.resolve("pom.xml"), "jar exeunt run " + project.resolve("example.json"));
        assertThat(folder.toFile().list()).containsOnly("project");
    }

    @Test
    void aKindHasItsLastWordAsName() {
        assertThat(CommandLineRun.succeeding("plugins new head my-head --output %s", folder.resolve("new"))
                        .out())
                .contains("docs/contracts/exit-head.md");
    }

    @Test
    void installCommandIsThatOfTheDocumentation() throws IOException {
        List<String> readme = Files.readAllLines(projects.resolve("my-strategy/README.md"));
        String install = readme.stream()
                .filter(line -> line.endsWith(" install"))
                .findFirst()
                .orElseThrow();
        assertThat(Path.of("..", "docs", "plugins.md")).content().contains("\n" + install + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "strategy, My_Method, org.acme, not kebab-case",
        "strategy, sharing, org.acme, The class of 'sharing' would be Sharing",
        "strategy, fedavg, org.acme, taken by a strategy",
        "aggregator, krum, org.acme, taken by an aggregator",
        "strategy, my-method, org.class, not a valid package name",
        "strategy, my-method, java.acme, not a valid package name",
        "engine, my-engine, org.acme, There is no template of an engine",
        "optimizer, mine, org.acme, There is no kind 'optimizer'",
        "exit, mine, org.acme, 'Kinds: exit-head, exit-policy.'"
    })
    void refusesInvalidNames(String kind, String id, String packageName, String message) {
        CommandLineRun.of("plugins new %s %s --package %s --output %s", kind, id, packageName, folder.resolve("new"))
                .assertRefused(2, "CONFIG", message);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void reportsAllProblemsAndOverwritesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("here"), "mine");
        CommandLineRun.of("plugins new partitioner Fed --package a-b --output %s", file)
                .assertRefused(2, "CONFIG", "'Fed' is not kebab-case", "'a-b' is not a valid", "here exists already");
        assertThat(Files.readString(file)).isEqualTo("mine");
    }
}
