package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the pages of {@code docs/contracts} with the checks of the testkit. */
class ContractDocumentsTest {
    private static List<Class<?>> contracts() throws IOException, URISyntaxException {
        Path classes = Path.of(PluginContract.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path folder = classes.resolve(PluginContract.class.getPackageName().replace('.', '/'));
        List<Class<?>> contracts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.matches("\\w+\\.class")) {
                    contracts.add(contract(name.replace(".class", "")));
                }
            }
        }
        return contracts;
    }

    private static Class<?> contract(String simpleName) {
        try {
            return Class.forName(PluginContract.class.getPackageName() + "." + simpleName);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Method> checks(Class<?> contract) {
        return Arrays.stream(contract.getDeclaredMethods())
                .filter(method -> Stream.of(Test.class, ParameterizedTest.class, EachVariant.class)
                        .anyMatch(method::isAnnotationPresent));
    }

    @Test
    void everyCheckHasAHintAndOneRow() throws IOException, URISyntaxException {
        List<String> kit = new ArrayList<>();
        for (Class<?> contract : contracts()) {
            checks(contract).forEach(check -> {
                assertThat(check.isAnnotationPresent(FailureHint.class) || check.isAnnotationPresent(EachVariant.class))
                        .as("a hint of %s", check)
                        .isTrue();
                assertThat(Modifier.isPrivate(check.getModifiers()))
                        .as("%s", check)
                        .isFalse();
                kit.add(check.getName());
            });
        }
        List<String> documented = pages().stream()
                .flatMap(page -> page.lines().stream())
                .filter(ContractDocument.Line::hasCheck)
                .map(ContractDocument.Line::check)
                .toList();
        assertThat(kit).hasSizeGreaterThan(100).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(documented);
    }

    static List<ContractDocument> pages() {
        return ContractDocument.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void rulesAreNumberedWithoutGaps(ContractDocument page) {
        Map<Character, Set<Integer>> numbers = new TreeMap<>();
        for (ContractDocument.Line line : page.lines()) {
            numbers.computeIfAbsent(line.rule().charAt(0), letter -> new TreeSet<>())
                    .add(Integer.parseInt(line.rule().substring(1)));
            if (line.hasCheck()) {
                assertThat(Rule.of(line.check())).hasToString(line.rule());
            }
        }
        assertThat(numbers).isNotEmpty();
        numbers.forEach((letter, found) -> assertThat(found)
                .as("rules %s", letter)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, found.size()).boxed().toList()));
    }

    @Test
    void referencedRulesAreTested() {
        Set<String> tested = new TreeSet<>();
        List<String> needed = new ArrayList<>();
        for (ContractDocument page : pages()) {
            for (ContractDocument.Line line : page.lines()) {
                needed.addAll(line.otherRules());
                if (line.hasCheck()) {
                    tested.add(line.rule());
                }
            }
        }
        assertThat(needed).isNotEmpty();
        assertThat(tested).containsAll(needed);
    }

    @Test
    void everyLetterStandsForOneContract() {
        Map<Character, String> pages = new TreeMap<>();
        for (ContractDocument page : pages()) {
            for (ContractDocument.Line line : page.lines()) {
                String before = pages.put(line.rule().charAt(0), page.name());
                assertThat(before).as("page of rules %s", line.rule().charAt(0)).isIn(null, page.name());
            }
        }
    }

    @Test
    void indexNamesLettersAndClassOfEveryPage() throws IOException {
        String index = Files.readString(ContractDocument.FOLDER.resolve("README.md"));
        Matcher rows = Pattern.compile("\\| ([A-Z, ]+) \\| \\[[^]]+]\\(([a-z-]+)\\.md\\) \\| `(\\w+)` \\|")
                .matcher(index);
        Map<String, Set<String>> letters = new TreeMap<>();
        while (rows.find()) {
            letters.put(rows.group(2), Set.of(rows.group(1).split(", ")));
            assertThat(Modifier.isAbstract(contract(rows.group(3)).getModifiers()))
                    .as(rows.group(3))
                    .isTrue();
        }
        Map<String, Set<String>> expected = new TreeMap<>();
        for (ContractDocument page : pages()) {
            Set<String> used = new TreeSet<>();
            page.lines().forEach(line -> used.add(line.rule().substring(0, 1)));
            expected.put(page.name(), used);
        }
        assertThat(letters).isEqualTo(expected);
    }

    @Test
    void exampleOfTheIndexIsCompiled() throws IOException {
        String index = Files.readString(ContractDocument.FOLDER.resolve("README.md"));
        Matcher snippet = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(index);
        assertThat(snippet.find()).as("a snippet in the index").isTrue();
        assertThat(Files.readString(Path.of(
                        "..",
                        "examples/hello-strategy/src/test/java/org/example/hello/PartialSharingContractTest.java")))
                .contains(snippet.group(1));
    }

    @Test
    void snippetsOfThePageOnStrategiesAreCompiled() throws IOException {
        Path example = Path.of("..", "examples/hello-plugins/src");
        String source = unindented(Files.readString(
                        example.resolve("main/java/org/example/hello/NormalisedAveraging.java"))
                + Files.readString(example.resolve("test/java/org/example/hello/NormalisedAveragingContractTest.java"))
                + Files.readString(Path.of("..", "baselines/src/main/java/org/exeunt/baselines/fedper/FedPer.java")));
        Path page = ContractDocument.FOLDER.resolveSibling("strategies.md");
        Matcher snippets = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(page));
        List<String> found =
                snippets.results().map(snippet -> unindented(snippet.group(1))).toList();
        assertThat(found)
                .hasSizeGreaterThan(2)
                .filteredOn(snippet -> !snippet.contains("MyStrategy")) // an outline, not part of a class
                .allSatisfy(snippet -> assertThat(source).contains(snippet));
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
