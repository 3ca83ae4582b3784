package org.exeunt.config.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.config.diagnosis.PluginExamination;
import org.exeunt.config.diagnosis.RuleViolation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans and examines jars compiled for the test. */
class PluginScanTest {
    @TempDir
    Path folder;

    private URLClassLoader loader;

    private PluginScan scan(TestJar... jars) {
        loader = TestJar.loader(Stream.of(jars).map(TestJar::write).toArray(URL[]::new));
        return PluginScan.of(loader);
    }

    @AfterEach
    void closeLoader() throws IOException {
        loader.close();
    }

    private TestJar jar(String name) {
        return TestJar.named(folder, name);
    }

    @Test
    void reportsConflictsAndOtherPlugins() {
        PluginScan scan = scan(
                jar("acme-1.jar").withPlugin("Quick", "quick", "").withPlugin("Deep", "deep", ""),
                jar("other-3.jar").withPlugin("Fast", "quick", "").withServiceEntry("com.acme.Gone"));

        assertThat(scan.conflicts())
                .containsExactly("2 plugins claim the exit policy id 'quick': com.acme.Quick in acme-1.jar and "
                        + "com.acme.Fast in other-3.jar.");
        assertThat(scan.installed()).extracting(InstalledPlugin::id).containsExactly("quick", "deep", "quick");
        assertThat(scan.broken())
                .singleElement()
                .extracting(BrokenPlugin::reason)
                .isEqualTo("Provider com.acme.Gone not found");
        assertThat(scan.withoutConflicts().plugins())
                .extracting(InstalledPlugin::id)
                .containsExactly("deep");
    }

    @Test
    void aJarForAnotherApiViolatesARule() {
        assertThat(findings(scan(jar("made.jar").builtFor("0.0").withPlugin("Made", "made", ""))))
                .extracting(Object::toString)
                .containsExactly("P3: built for api 0.0, this is api " + ApiVersion.CURRENT);
    }

    @Test
    void reportsTheViolatedRules() {
        String make = "static ExitPolicy make(Options o, PluginContext c) ";
        PluginScan scan = scan(jar("made.jar")
                .withPlugin("Sound", "sound", "")
                .withPlugin("Line", "line", TestJar.list("ExitPolicy", "\"line\"", "Line::make", "\"ends.\""))
                .withPlugin(
                        "Capital", "capital", TestJar.list("ExitPolicy", "\"capital\"", "Capital::make", "\"Ends.\""))
                .withPlugin("Plain", "plain", "public record Options(int size) {}")
                .withPlugin(
                        "Small",
                        "small",
                        "public record Options("
                                + "@Option(value = \"How many\", min = 1, defaultValue = \"0\") int size) {}")
                .withPlugin("Throwing", "throwing", make + "{ throw new IllegalStateException(\"no\"); }")
                .withPlugin("Nothing", "nothing", make + "{ return null; }"));
        String failed = "P7: PLUGIN-20: ExitPolicy '%s' (com.acme.%s) ";
        List<String> expected = List.of(
                "P4: summary 'ends.' is not one line",
                "P4: summary 'Ends.' is not one line",
                "P5: PLUGIN-05: component 'size' of com.acme.Plain$Options has no @Option",
                "P6: size = 0 (default): defect in this default: must be at least 1",
                failed.formatted("throwing", "Throwing") + "failed while being created: IllegalStateException: no",
                failed.formatted("nothing", "Nothing") + "violates its contract: its create() returned null");

        List<RuleViolation> findings = findings(scan);
        assertThat(findings).hasSameSizeAs(expected);
        for (String start : expected) {
            assertThat(findings).anyMatch(finding -> finding.toString().startsWith(start));
        }
    }

    private static List<RuleViolation> findings(PluginScan scan) {
        PluginRegistry registry = scan.withoutConflicts();
        return registry.plugins().stream()
                .flatMap(plugin ->
                        new PluginExamination(plugin.plugin(), registry, new SilentContext()).findings().stream())
                .toList();
    }

    private static final class SilentContext implements PluginContext {
        @Override
        public Path resolve(Path path) {
            return path;
        }

        @Override
        public void warn(String sentence) {}
    }
}
