package org.exeunt.it.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.exeunt.it.support.CommandLineRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code exeunt} in a temporary checkout, with a fake Maven that only copies a prepared jar. */
class LauncherTest {
    private static final Path HERE = Path.of("..").toAbsolutePath().normalize();
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final List<String> MODULES = modules();

    @TempDir
    Path folder;

    private Path tools;
    private Path builds;
    private Path checkout;

    @BeforeEach
    void installTools() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no /bin/sh");
        tools = Files.createDirectories(folder.resolve("tools"));
        builds = Files.createFile(folder.resolve("builds.txt"));
        checkout = checkout("checkout");
        script("java", "exec '%s' \"$@\"".formatted(JAVA_HOME.resolve("bin/java")));
        // only the command that makes an archive of classes in the background is started by it
        script("nice", "");
        maven("");
    }

    /** What a test started in the background ends before its folder goes, whose files it may be waiting for. */
    @AfterEach
    void nothingIsLeftRunning() {
        List<ProcessHandle> left = ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(folder.toString()))
                .toList();
        try {
            assertThat(left).allSatisfy(process -> assertThat(process.onExit())
                    .as(process.info().toString())
                    .succeedsWithin(Duration.ofMinutes(1)));
        } finally {
            left.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Installs a fake Maven that runs the shell commands {@code more} during its build, and marks it as the poms do. */
    private void maven(String more) throws IOException {
        Path jar = folder.resolve("app.jar");
        if (!Files.exists(jar)) {
            Path source = Files.writeString(
                    folder.resolve("Main.java"),
                    """
                    package org.exeunt.app;
                    public class Main {
                        public static void main(String[] arguments) {
                            System.out.println("in " + System.getProperty("user.dir"));
                            for (String argument : arguments) System.out.println("<" + argument + ">");
                        }
                    }
                    """);
            assertThat(ToolProvider.getSystemJavaCompiler()
                            .run(null, null, null, "-d", folder.toString(), source.toString()))
                    .isZero();
            try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
                entries.putNextEntry(new JarEntry("org/exeunt/app/Main.class"));
                entries.write(Files.readAllBytes(folder.resolve("org/exeunt/app/Main.class")));
            }
        }
        script(
                "mvn",
                """
                profiles=
                while [ "$1" != -f ]; do
                  case $1 in -Dexeunt.profiles=*) profiles=${1#*=} ;; esac
                  shift
                done
                home=$(dirname "$2")
                echo "$home" >> '%s'
                mkdir -p "$home/app/target/lib" "$home/target"
                printf '%%s\\n' "$profiles" > "$home/target/.started"
                %s
                cp '%s' "$home/app/target/lib/exeunt-app.jar"
                mv "$home/target/.started" "$home/app/target/lib/.built"
                """
                        .formatted(builds, more, jar));
    }

    /** Unpacks what a release consists of: the script in {@code bin} and the program in {@code lib}. */
    private Path release(String name) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.createDirectories(home.resolve("bin"));
        Files.copy(HERE.resolve("exeunt"), home.resolve("bin/exeunt"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(home.resolve("lib"));
        Files.copy(folder.resolve("app.jar"), home.resolve("lib/exeunt-app.jar"));
        Files.delete(tools.resolve("mvn"));
        return home;
    }

    private static List<String> modules() {
        try (Stream<Path> folders = Files.list(HERE)) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
                    .map(folder -> folder.getFileName().toString())
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void script(String name, String text) throws IOException {
        Path file = tools.resolve(name);
        Files.deleteIfExists(file);
        Files.writeString(file, "#!/bin/sh\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Path checkout(String name) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.copy(HERE.resolve("exeunt"), home.resolve("exeunt"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(HERE.resolve("pom.xml"), home.resolve("pom.xml"));
        for (String module : MODULES) {
            Path sources = Files.createDirectories(home.resolve(module).resolve("src/main/java"));
            Files.writeString(home.resolve(module).resolve("pom.xml"), "<project/>");
            Files.writeString(sources.resolve("A.java"), "class A {}");
        }
        Files.createDirectories(home.resolve("examples/hello-strategy/src"));
        Files.createDirectories(home.resolve("examples/hello-plugins/src"));
        return home;
    }

    private record Ended(int status, String out, String err) {
        void assertFailed(int expected, String... mentions) {
            assertThat(status).as(err).isEqualTo(expected);
            assertThat(err).contains(mentions);
        }
    }

    private Ended start(Path home, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path work = Files.createDirectories(folder.resolve("work"));
        Path script = home.resolve("bin/exeunt");
        List<String> command =
                new ArrayList<>(List.of((Files.exists(script) ? script : home.resolve("exeunt")).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile());
        builder.environment().keySet().removeIf(name -> name.matches("JAVA_HOME|EXEUNT_.*|JAVA_TOOL_OPTIONS|LC_ALL"));
        builder.environment().put("PATH", tools + ":/usr/bin:/bin");
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ended(
                process.exitValue(),
                Files.readString(folder.resolve("out.txt")),
                Files.readString(folder.resolve("err.txt")));
    }

    private Ended start(String... arguments) throws IOException, InterruptedException {
        return start(checkout, Map.of(), arguments);
    }

    private int builds() throws IOException {
        return Files.readAllLines(builds).size();
    }

    /** Writes a file with a modification time in the future, so that coarse file times do not matter. */
    private static void save(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(1)));
    }

    @Test
    void argumentsArePassedUnchanged() throws IOException, InterruptedException {
        Ended ended = start(checkout, Map.of("JAVA_HOME", JAVA_HOME.toString()), "run", "a b", "", "*", "'\"$x\\");
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out())
                .isEqualTo("in %s\n<run>\n<a b>\n<>\n<*>\n<'\"$x\\>\n"
                        .formatted(folder.resolve("work").toRealPath()));
    }

    @Test
    void everyModuleIsBuiltAgainAfterAChange() throws IOException, InterruptedException {
        assertThat(MODULES).contains("api", "config", "trackers", "app");
        start("run");
        start("run");
        assertThat(builds()).isEqualTo(1);
        Instant time = Instant.now();
        for (String module : MODULES) {
            Path source = checkout.resolve(module).resolve("src/main/java/A.java");
            // the build is newer than all other sources
            Files.setLastModifiedTime(checkout.resolve("app/target/lib/.built"), FileTime.from(time.plusSeconds(1)));
            Files.setLastModifiedTime(source, FileTime.from(time.plusSeconds(2)));
            time = time.plusSeconds(2);
            assertThat(start("run").err()).as(module).contains("building");
        }
        assertThat(builds()).isEqualTo(1 + MODULES.size());
    }

    @Test
    void buildByMavenIsNotRepeated() throws IOException, InterruptedException {
        Path pom = checkout.resolve("pom.xml");
        new ProcessBuilder(tools.resolve("mvn").toString(), "-f", pom.toString())
                .start()
                .waitFor();
        start("run");
        assertThat(builds()).isEqualTo(1);
        start(checkout, Map.of("EXEUNT_PROFILES", "spark"), "run");
        start(checkout, Map.of("EXEUNT_PROFILES", "spark"), "run");
        assertThat(builds()).isEqualTo(2);
        new ProcessBuilder(tools.resolve("mvn").toString(), "-f", pom.toString())
                .start()
                .waitFor();
        save(checkout.resolve("config/src/main/java/A.java"), "class A { int b; }");
        start("run");
        assertThat(builds()).isEqualTo(4);
    }

    /** That of the checkout, where Maven has packaged it. */
    @Test
    void buildByMavenIsMarked() {
        Path lib = HERE.resolve("app/target/lib");
        assumeTrue(Files.exists(lib), "not packaged");
        assertThat(lib.resolve(".built")).exists();
    }

    @Test
    void projectOfAPluginIsNoSource() throws IOException, InterruptedException {
        start("run");
        Path sources = Files.createDirectories(checkout.resolve("my-method/src/main/java"));
        save(sources.resolve("A.java"), "class A {}");
        start("run");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void sourceSavedDuringABuildIsBuilt() throws IOException, InterruptedException {
        Path source = checkout.resolve("api/src/main/java/A.java");
        maven("sleep 0.1; echo 'class A { int late; }' > '%s'; sleep 0.1".formatted(source));
        start("run");
        maven("");
        start("run");
        assertThat(builds()).isEqualTo(2);
        start("run");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void removedSourceCausesARebuild() throws IOException, InterruptedException {
        start("run");
        Path source = checkout.resolve("api/src/main/java/A.java");
        Files.delete(source);
        Files.setLastModifiedTime(
                source.getParent(), FileTime.from(Instant.now().plusSeconds(1)));
        start("run");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void failedBuildIsReportedAndRetried() throws IOException, InterruptedException {
        maven("exit 1");
        start("run").assertFailed(70, "the build failed");
        maven("");
        assertThat(start("run").status()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b ü'q\"$x", "größe", "-dash"})
    void startsInAnyFolder(String name) throws IOException, InterruptedException {
        for (String locale : List.of("C", "C.UTF-8")) {
            Path home = Files.exists(folder.resolve(name)) ? folder.resolve(name) : checkout(name);
            Ended ended = start(home, Map.of("LC_ALL", locale), "run");
            assertThat(ended.status()).as(ended.err()).isZero();
            assertThat(ended.out()).endsWith("<run>\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "with:colon größe"})
    void releaseStartsWithoutABuild(String name) throws IOException, InterruptedException {
        Path home = release(name);
        Ended ended = start(home, Map.of(), "run", "a b");
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out())
                .isEqualTo(
                        "in %s\n<run>\n<a b>\n".formatted(folder.resolve("work").toRealPath()));
        assertThat(start(home, Map.of(), "--version").out()).endsWith("<--version>\n");
    }

    @Test
    void launcherIsFoundThroughLinks() throws IOException, InterruptedException {
        Path links = Files.createDirectories(folder.resolve("other place/bin"));
        Files.createSymbolicLink(links.resolve("first"), Path.of("../../checkout/exeunt"));
        Files.createSymbolicLink(links.resolve("exeunt"), links.resolve("first"));
        assertThat(start(links.getParent(), Map.of(), "run").out()).endsWith("<run>\n");
        Files.delete(links.resolve("first"));
        release("release");
        Files.createSymbolicLink(links.resolve("first"), Path.of("../../release/bin/exeunt"));
        assertThat(start(links.getParent(), Map.of(), "run").out()).endsWith("<run>\n");
    }

    @Test
    void copyOfAReleasesScriptIsRefused() throws IOException, InterruptedException {
        Path copy = Files.createDirectories(folder.resolve("copy/bin"));
        Files.copy(release("release").resolve("bin/exeunt"), copy.resolve("exeunt"));
        start(copy.getParent(), Map.of(), "run").assertFailed(6, "copy/lib does not exist", "link to it");
    }

    @ParameterizedTest
    @CsvSource({"-V, exeunt 0", "--help, Usage: exeunt", "help, Usage: exeunt", ", Usage: exeunt"})
    void helpAndVersionNeedNoBuild(String option, String answer) throws IOException, InterruptedException {
        Files.delete(tools.resolve("java"));
        Files.delete(tools.resolve("mvn"));
        Ended ended = option == null ? start() : start(option);
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out()).startsWith(answer);
    }

    @ParameterizedTest
    @CsvSource({"--version, exeunt 0", ", Usage: exeunt"})
    void somethingIsAnsweredWhereSourcesAreNewer(String option, String answer)
            throws IOException, InterruptedException {
        start("run");
        save(checkout.resolve("config/src/main/java/A.java"), "class A { int b; }");
        Ended ended = option == null ? start() : start(option);
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out()).startsWith(answer);
        assertThat(builds()).isEqualTo(1);
    }

    /** No test here runs the launcher of Windows. */
    @Test
    void bothLaunchersGiveTheSameHelp() throws IOException {
        String windows = Files.readString(HERE.resolve("exeunt.cmd"));
        List<String> lines = Files.readString(HERE.resolve("exeunt"))
                .lines()
                .dropWhile(line -> !line.contains("\"Usage: "))
                .takeWhile(line -> !line.equals("      exit"))
                .map(line -> line.replace("      echo \"", "").replace("json\"", "json"))
                .toList();
        assertThat(lines).hasSize(4);
        for (String line : lines) {
            assertThat(windows).containsPattern("(?m)^echo \\Q" + line.replace('/', '\\') + "\\E\\R");
        }
    }

    /** The launcher's own help text lists the commands of the program. */
    @Test
    void helpNamesAllCommands() throws IOException, InterruptedException {
        String commands = start("--help")
                .out()
                .lines()
                .filter(line -> line.startsWith("Commands: "))
                .findFirst()
                .orElseThrow()
                .substring("Commands: ".length());
        for (String command : commands.split(", ")) {
            assertThat(CommandLineRun.succeeding("--help").out()).containsPattern("(?m)^  " + command + "  ");
        }
        assertThat(CommandLineRun.succeeding("--help").out().lines().filter(line -> line.matches("  [a-z]+  .*")))
                .hasSize(commands.split(", ").length);
    }

    @Test
    void unsuitableJavaIsReported() throws IOException, InterruptedException {
        start(checkout, Map.of("JAVA_HOME", "/no/such/java"), "run")
                .assertFailed(6, "exeunt: JAVA_HOME is /no/such/java, where there is no bin/java;");
        script("java", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2; exit 1");
        start("run")
                .assertFailed(6, "exeunt: Java 17 or newer is needed; " + tools.resolve("java") + " is of Java 11.");
        script("java", "echo 'java version \"1.8.0_402\"' >&2");
        assertThat(start("run").err()).contains("is of Java 1.");
        assertThat(builds()).as("builds with an unsuitable Java").isZero();
    }

    @Test
    void archiveOfClassesIsUsedOnceItIsComplete() throws IOException, InterruptedException {
        script("java", "exec '%s' -Xlog:class+load \"$@\"".formatted(JAVA_HOME.resolve("bin/java")));
        String shared = "org.exeunt.app.Main source: shared objects file (top)";
        start("config");
        assertThat(folder.resolve("cache")).doesNotExist();
        start("run");
        Path archive = archive();
        assertThat(archive).as("reserved by the first run").isEmptyFile();
        FileTime yesterday = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
        Files.setLastModifiedTime(archive, yesterday);
        start("run");
        assertThat(Files.getLastModifiedTime(archive))
                .as("reserved again after a day")
                .isGreaterThan(yesterday);
        assertThat(start("run").out()).contains("<run>\n").doesNotContain(shared);
        start(checkout, Map.of("EXEUNT_JAVA_OPTS", "-XX:ArchiveClassesAtExit=" + archive), "run");
        assertThat(start("run").out()).contains(shared);
        assertThat(start("config").out()).contains(shared);
        assertThat(start(checkout, Map.of("EXEUNT_JAVA_OPTS", "-Xmx64m"), "run").out())
                .doesNotContain(shared);
        save(checkout.resolve("app/target/lib/more.jar"), "");
        assertThat(start("run").out()).doesNotContain(shared);
        assertThat(start(checkout, Map.of("XDG_CACHE_HOME", "/dev/null"), "run").status())
                .as("with a folder that cannot be written")
                .isZero();
    }

    @Test
    void readersOfTheOutputDoNotWaitForTheArchive() throws IOException, InterruptedException {
        Path end = folder.resolve("end");
        script("nice", "while ! [ -e '%s' ]; do sleep 0.1; done".formatted(end));
        Files.createDirectories(tools.resolve("piped"));
        script("piped/exeunt", "'%s' run 2>&1 | cat".formatted(checkout.resolve("exeunt")));
        assertThat(start(tools.resolve("piped"), Map.of()).out()).endsWith("<run>\n");
        assertThat(archive()).isEmptyFile();
        Files.createFile(end);
    }

    private Path archive() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache/exeunt"))) {
            return files.reduce((one, another) -> fail(one + " and " + another)).orElseThrow();
        }
    }

    @Test
    void missingMavenIsReported() throws IOException, InterruptedException {
        Files.delete(tools.resolve("mvn"));
        assumeTrue(!Files.exists(Path.of("/usr/bin/mvn")), "/usr/bin has mvn");
        start("run").assertFailed(6, "Maven (mvn) is needed");
    }
}
