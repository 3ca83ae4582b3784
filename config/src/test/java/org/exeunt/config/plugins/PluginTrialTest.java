package org.exeunt.config.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.config.diagnosis.PluginTrial;
import org.exeunt.config.diagnosis.RuleViolation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tries plugins in a separate process. */
@Tag("slow")
class PluginTrialTest {
    @TempDir
    Path folder;

    private static PluginTrial trial(URL... jars) {
        String all = Stream.of(jars)
                .map(jar -> {
                    try {
                        return Path.of(jar.toURI()).toString();
                    } catch (URISyntaxException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .collect(Collectors.joining(File.pathSeparator));
        return new PluginTrial(
                System.getProperty("java.class.path") + File.pathSeparator + all, Duration.ofSeconds(10));
    }

    @Test
    void rejectsPluginsThatExitOrHang() throws IOException {
        URL jar = TestJar.named(folder, "acme.jar")
                .withPlugin("First", "first", "")
                .withPlugin("Exits", "exits", "{ System.exit(0); }")
                .withPlugin("Halts", "halts", "static { Runtime.getRuntime().halt(3); }")
                .withPlugin("Waits", "waits", "{ java.util.concurrent.locks.LockSupport.parkNanos(Long.MAX_VALUE); }")
                .withPlugin(
                        "Fills",
                        "fills",
                        "static java.util.List<long[]> all = new java.util.ArrayList<>(); static { while "
                                + "(all.add(new long[1 << 20])) {} }")
                .withPlugin(
                        "Threads",
                        "threads",
                        "{ new Thread(() -> { while (true) { Thread.onSpinWait(); } }).start(); }")
                .withPlugin("Throws", "throws", "{ if (true) throw new AssertionError(); }")
                .write();
        try (URLClassLoader loader = TestJar.loader(jar)) {
            PluginScan scan = PluginScan.of(loader, trial(jar));

            assertThat(scan.installed()).extracting(InstalledPlugin::id).containsExactly("first", "threads");
            assertThat(scan.broken())
                    .extracting(BrokenPlugin::toString)
                    .containsExactly(
                            "com.acme.Exits in acme.jar (it ends the process with status 0)",
                            "com.acme.Halts in acme.jar (it ends the process with status 3)",
                            "com.acme.Waits in acme.jar (it does not return within 10 s)",
                            "com.acme.Fills in acme.jar (it uses all memory)",
                            "com.acme.Throws in acme.jar (its constructor throws: AssertionError)");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    System.exit(0); return null;            | P7: during its examination it ends the process with status 0
                    while (o != null) {} return null;       | P7: during its examination it does not return within 10 s
                    throw new StackOverflowError();         | P7: throws it overflows the stack
                    Object a = new long[Integer.MAX_VALUE]; return null; | P7: throws it requests more memory than is available
                    """)
    void examinesCreatedObjectsInTheProcess(String body, String finding) {
        URL jar = TestJar.named(folder, "acme.jar")
                .withPlugin("Sound", "sound", "")
                .withPlugin("Made", "made", "static ExitPolicy make(Options o, PluginContext c) { %s }".formatted(body))
                .write();

        Map<String, List<RuleViolation>> findings =
                trial(jar).findings(List.of("com.acme.Made", "com.acme.Sound", "org.exeunt.Ours"), List.of());
        assertThat(findings)
                .containsOnlyKeys("com.acme.Made", "com.acme.Sound")
                .containsEntry("com.acme.Sound", List.of());
        assertThat(findings.get("com.acme.Made")).singleElement().asString().startsWith(finding);
    }
}
