package org.exeunt.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import org.exeunt.config.plugins.KebabCase;
import org.exeunt.runtime.store.Directories;

/**
 * A Maven project with a strategy that works and its contract tests, to begin one's own with: the example {@code hello-strategy} under other
 * names.
 *
 * @param id the strategy's, in kebab-case; the project's as well
 * @param packageName of its classes
 */
record StrategyProject(String id, String packageName) {
    private static final String EXAMPLE = "hello-strategy/";
    private static final String EXAMPLE_PACKAGE = "org.example.hello";
    private static final String EXAMPLE_CLASS = "PartialSharing";
    private static final String SOURCE = "src/main/java/org/example/hello/PartialSharing.java";
    private static final List<String> FILES = List.of(
            "pom.xml",
            SOURCE,
            "src/main/resources/META-INF/services/org.exeunt.api.plugin.Plugin",
            "src/test/java/org/example/hello/PartialSharingContractTest.java",
            "src/test/java/org/example/hello/PartialSharingPluginContractTest.java");

    /** Returns a project in the package that is usual for examples. */
    static StrategyProject of(String id) {
        return new StrategyProject(id, "org.example." + id.replace("-", ""));
    }

    /** Returns what is wrong with its names, in sentences; empty if it can be written. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!id.matches(KebabCase.PATTERN)) {
            problems.add("The id '%s' is not kebab-case, such as 'my-method-2'.".formatted(id));
        } else if (Pattern.compile("\\b" + className() + "\\b")
                .matcher(text(SOURCE))
                .find()) {
            problems.add("The class of '%s' would be %s, which means something else in its code; choose a longer id."
                    .formatted(id, className()));
        }
        if (!SourceVersion.isName(packageName) || packageName.startsWith("java.")) {
            problems.add("'%s' is not the name of a package; give one by --package, such as 'org.example.mymethod'."
                    .formatted(packageName));
        }
        return problems;
    }

    /** Returns the simple name of the strategy's class. */
    String className() {
        return Arrays.stream(id.split("-"))
                .filter(word -> !word.isEmpty())
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }

    /** Returns where the strategy is, within the project. */
    String source() {
        return renamed(SOURCE);
    }

    /** Returns where the build puts the jar, within the project. */
    String jar() {
        return "target/" + id + "-1.0.0.jar";
    }

    /**
     * Writes all files at once, or none.
     *
     * @param folder that does not exist yet
     */
    void write(Path folder) throws IOException {
        Path target = folder.toAbsolutePath().normalize();
        Files.createDirectories(target.getParent());
        Path partial = Files.createTempDirectory(target.getParent(), "." + target.getFileName());
        try {
            // a folder of its own, with the usual permissions rather than those of a temporary one
            Path project = Files.createDirectory(partial.resolve(id));
            for (String name : FILES) {
                Path file = project.resolve(renamed(name));
                Files.createDirectories(file.getParent());
                Files.writeString(file, renamed(text(name)));
            }
            Files.move(project, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Directories.delete(partial);
        }
    }

    /** Puts this project's names in place of the example's, all in one go, so that no new name is renamed again. */
    private String renamed(String text) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(EXAMPLE_PACKAGE, packageName);
        names.put(EXAMPLE_PACKAGE.replace('.', '/'), packageName.replace('.', '/'));
        names.put("<groupId>org.example</groupId>", "<groupId>" + packageName + "</groupId>");
        names.put(EXAMPLE_CLASS, className());
        names.put("partial-sharing", id);
        names.put("hello-strategy", id);
        String any = names.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"));
        return Pattern.compile(any)
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(names.get(match.group())));
    }

    private static String text(String name) {
        try (InputStream in = StrategyProject.class.getResourceAsStream(EXAMPLE + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the build of Exeunt lacks " + EXAMPLE + name, e);
        }
    }
}
