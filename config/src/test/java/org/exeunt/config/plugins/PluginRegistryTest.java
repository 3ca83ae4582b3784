package org.exeunt.config.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.strategy.Strategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginRegistryTest {
    @TempDir
    Path folder;

    private final List<URLClassLoader> loaders = new ArrayList<>();

    @AfterEach
    void closeLoaders() throws IOException {
        for (URLClassLoader loader : loaders) {
            loader.close(); // an open jar cannot be deleted on Windows
        }
    }

    private PluginRegistry load(TestJar... jars) {
        URL[] written = Stream.of(jars).map(TestJar::write).toArray(URL[]::new);
        URLClassLoader loader = TestJar.loader(written);
        loaders.add(loader);
        return PluginRegistry.load(loader);
    }

    private TestJar jar(String name) {
        return TestJar.named(folder, name);
    }

    private static ExeuntException failure(PluginRegistry registry, String id) {
        return catchThrowableOfType(ExeuntException.class, () -> registry.find(ExitPolicy.class, id));
    }

    @Test
    void findsAPluginByKindAndId() {
        PluginRegistry registry = load(jar("acme-1.2.jar").titled("acme", "1.2").withPlugin("Quick", "quick", ""));

        assertThat(registry.find(ExitPolicy.class, "quick")
                        .plugin()
                        .declaredBy()
                        .getName())
                .isEqualTo("com.acme.Quick");
        assertThat(registry.kinds()).extracting(PluginKind::id).containsExactly("exit-policy");
        assertThat(registry.plugins()).singleElement().satisfies(plugin -> {
            assertThat(plugin.origin()).isEqualTo(new PluginOrigin("acme-1.2.jar", "acme", "1.2", ""));
            assertThat(plugin.isCompatible()).isTrue();
        });
    }

    @Test
    void listsKindsUnknownToTheRuntime() {
        PluginRegistry registry =
                load(jar("own.jar").with("Mixer", "public interface Mixer {}").withPluginOf("Mixer", "Own", "own"));

        assertThat(registry.kinds()).extracting(PluginKind::label).containsExactly("mixer");
    }

    private ExeuntException claimedTwice(TestJar other) {
        ExeuntException failure = catchThrowableOfType(
                ExeuntException.class, () -> load(jar("acme-1.2.jar").withPlugin("Quick", "quick", ""), other));
        assertThat(failure.code()).isEqualTo(Errors.PLUGIN_02.code());
        return failure;
    }

    @Test
    void rejectsTwoPluginsWithOneId() {
        assertThat(claimedTwice(jar("other-3.jar").withPlugin("Fast", "quick", "")))
                .hasMessage(
                        """
                2 plugins claim the exit policy id 'quick': com.acme.Quick in acme-1.2.jar and com.acme.Fast in other-3.jar.
                Remove one of them, or ask the author of one to change its id.\
                """);
    }

    @Test
    void rejectsOnePluginInTwoJars() {
        assertThat(claimedTwice(jar("acme-1.3.jar").withPlugin("Quick", "quick", ""))
                        .getMessage())
                .startsWith("The list of plugins com.acme.Quick is in more than one location: ")
                .contains("acme-1.2.jar", "acme-1.3.jar");
    }

    @Test
    void listsAvailablePluginsForAnUnknownId() {
        PluginRegistry registry = load(
                jar("acme-1.2.jar")
                        .titled("acme", "1.2")
                        .withPlugin("Quick", "quick", "")
                        .withPlugin("Deep", "deep", ""),
                jar("old.jar").builtFor("0.0").withPlugin("Old", "old", ""),
                jar("foo-1.jar").withServiceEntry("com.acme.Gone"));

        ExeuntException failure = failure(registry, "qiuck");

        assertThat(failure.code()).isEqualTo(Errors.PLUGIN_01.code());
        assertThat(failure)
                .hasMessage(
                        """
                There is no exit policy with id 'qiuck'; did you mean 'quick'? On the class path: deep, quick. Not loaded: a list of plugins in the service files of the class path (Provider com.acme.Gone not found). See 'exeunt doctor'; EXEUNT_CLASSPATH adds jars.\
                """);
    }

    @Test
    void reportsAKindWithoutPlugins() {
        PluginRegistry registry = load(jar("acme.jar").withPlugin("Quick", "quick", ""));

        assertThat(catchThrowableOfType(ExeuntException.class, () -> registry.find(Strategy.class, "fedavg")))
                .hasMessage("There is no strategy with id 'fedavg'. On the class path: none. See 'exeunt doctor';"
                        + " EXEUNT_CLASSPATH adds jars.");
    }

    @Test
    void rejectsAChosenPluginForAnotherApi() {
        PluginRegistry registry = load(jar("old.jar").builtFor("0.0").withPlugin("Old", "old", ""));

        assertThat(registry.plugins()).singleElement().matches(plugin -> !plugin.isCompatible());
        assertThat(failure(registry, "old").code()).isEqualTo(Errors.PLUGIN_03.code());
        assertThat(failure(registry, "old").getMessage())
                .startsWith("The exit policy 'old' in old.jar was built for api 0.0, this is api ");
    }

    /** Members that break the plugin {@code Broken}, and the reported reasons. */
    private static final Map<String, String> BROKEN = Map.ofEntries(
            Map.entry(
                    constructor("throw new IllegalStateException(\"no licence\");"),
                    "IllegalStateException: no licence"),
            Map.entry(
                    "static { if (true) throw new IllegalStateException(\"no native\"); }",
                    "IllegalStateException: no native"),
            Map.entry("private final Absent absent = new Absent();", "NoClassDefFoundError: com/acme/Absent"),
            Map.entry(
                    list("\"Not_Kebab\"", "Broken::make", "\"Broken\""),
                    "its id 'Not_Kebab' is not kebab-case, such as 'my-method-2'"),
            Map.entry(list("\"a--b\"", "Broken::make", "\"Broken\""), "its id 'a--b' is not kebab-case"),
            Map.entry(list("null", "Broken::make", "\"Broken\""), "NullPointerException: id"),
            Map.entry(list("\"broken\"", "Broken::make", "null"), "NullPointerException: summary"),
            Map.entry(
                    list(
                            "\"broken\"",
                            "(java.util.function.BiFunction<Options, PluginContext, ExitPolicy>) null",
                            "\"Broken\""),
                    "NullPointerException: factory"),
            Map.entry(
                    list("new Absent().toString()", "Broken::make", "\"Broken\""),
                    "NoClassDefFoundError: com/acme/Absent"),
            Map.entry(constructor("throw new AssertionError(\"odd\");"), "AssertionError: odd"),
            Map.entry("static { if (true) throw new AssertionError(\"odd\"); }", "AssertionError: odd"),
            Map.entry(constructor("throw new InternalError(\"odd\");"), "InternalError: odd"),
            Map.entry("private final Broken another = new Broken();", "StackOverflowError"),
            Map.entry(
                    "private static long[] all = new long[Integer.MAX_VALUE];",
                    "OutOfMemoryError: Requested array size exceeds VM limit"));

    private static String constructor(String statement) {
        return "public Broken() { if (true) " + statement + " }";
    }

    private static String list(String id, String factory, String summary) {
        return TestJar.list("ExitPolicy", id, factory, summary);
    }

    @Test
    void brokenPluginsDoNotHideOthers() {
        TestJar jar = jar("broken.jar")
                .with("Absent", "public class Absent {}")
                .without("Absent")
                .withPlugin("Sound", "sound", "");
        List<String> expected = new ArrayList<>();
        BROKEN.forEach((members, reason) -> {
            String name = "Broken" + expected.size();
            jar.withPlugin(name, "broken", members.replaceAll("\\bBroken(?=[(: ])", name));
            expected.add("com.acme.%s in broken.jar (%s".formatted(name, reason));
        });
        PluginRegistry registry = load(jar);

        assertThat(registry.plugins()).extracting(InstalledPlugin::id).containsExactly("sound");
        assertThat(registry.broken()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(registry.broken().get(i)).asString().startsWith(expected.get(i));
            assertThat(failure(registry, "broken"))
                    .hasMessageContaining(List.copyOf(BROKEN.values()).get(i));
        }
    }

    @Test
    void aServiceFileWithMistakesDoesNotHideOthers() {
        PluginRegistry registry = load(
                jar("lines.jar")
                        .withServiceEntry("java.lang.String # no plugin")
                        .withServiceEntry("two words"),
                jar("sound.jar").withPlugin("Sound", "sound", ""));

        assertThat(registry.plugins()).extracting(InstalledPlugin::id).containsExactly("sound");
        assertThat(registry.broken()).extracting(BrokenPlugin::reason).anySatisfy(reason -> assertThat(reason)
                .contains("lines.jar", "Illegal"));
    }

    @Test
    void aJarInParentAndChildLoaderCountsOnce() {
        URL jar = jar("acme.jar").withPlugin("Quick", "quick", "").write();
        URLClassLoader parent = TestJar.loader(jar);
        URLClassLoader child = new URLClassLoader(new URL[] {jar}, parent);
        loaders.add(child);
        loaders.add(parent);

        assertThat(PluginRegistry.load(child).plugins()).hasSize(1);
    }
}
