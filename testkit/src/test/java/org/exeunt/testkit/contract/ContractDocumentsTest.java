package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the pages of {@code docs/contracts} with the checks of the testkit. */
class ContractDocumentsTest {
    private static final List<ContractDocument> PAGES = ContractDocument.all();
    private static final String INDEX = ContractDocument.read(ContractDocument.FOLDER.resolve("README.md"));

    private static Stream<ContractDocument.Line> lines() {
        return PAGES.stream().flatMap(page -> page.lines().stream());
    }

    /** Returns the rows of the index: letters, page and contract class. */
    private static List<MatchResult> index() {
        return Pattern.compile("\\| ([A-Z, ]+) \\| \\[[^]]+]\\(([a-z-]+)\\.md\\) \\| `(\\w+)` \\|")
                .matcher(INDEX)
                .results()
                .toList();
    }

    private static Class<?> contract(MatchResult row) {
        try {
            return Class.forName(PluginContract.class.getPackageName() + "." + row.group(3));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everyCheckHasAHintAndOneRow() {
        List<Method> checks = index().stream()
                .map(ContractDocumentsTest::contract)
                .flatMap(type -> Stream.<Class<?>>iterate(type, each -> each != Object.class, Class::getSuperclass))
                .distinct()
                .flatMap(contract -> Arrays.stream(contract.getDeclaredMethods()))
                .filter(method -> method.getName().matches("[a-z][0-9]{2}_.*"))
                .toList();
        assertThat(checks).allSatisfy(check -> {
            assertThat(check.isAnnotationPresent(FailureHint.class) || check.isAnnotationPresent(EachVariant.class))
                    .as("a hint of %s", check)
                    .isTrue();
            assertThat(Modifier.isPrivate(check.getModifiers())).as("%s", check).isFalse();
        });
        assertThat(checks)
                .extracting(Method::getName)
                .hasSizeGreaterThan(100)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(lines().filter(ContractDocument.Line::hasCheck)
                        .map(ContractDocument.Line::check)
                        .toList());
    }

    @Test
    void rulesAreNumberedWithoutGaps() {
        Map<Character, Set<Integer>> numbers = new TreeMap<>();
        lines().forEach(line -> {
            numbers.computeIfAbsent(line.rule().charAt(0), letter -> new TreeSet<>())
                    .add(Integer.parseInt(line.rule().substring(1)));
            if (line.hasCheck()) {
                assertThat(Rule.of(line.check())).isEqualTo(line.rule());
            }
        });
        numbers.forEach((letter, found) -> assertThat(found)
                .as("rules %s", letter)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, found.size()).boxed().toList()));
    }

    @Test
    void referencedRulesAreTested() {
        assertThat(lines().filter(ContractDocument.Line::hasCheck).map(ContractDocument.Line::rule))
                .containsAll(lines().flatMap(line -> line.otherRules().stream()).collect(Collectors.toSet()));
    }

    @Test
    void indexNamesLettersAndClassOfEveryPage() {
        Map<String, Set<String>> letters = new TreeMap<>();
        index().forEach(row -> {
            letters.put(row.group(2), Set.of(row.group(1).split(", ")));
            assertThat(Modifier.isAbstract(contract(row).getModifiers()))
                    .as(row.group(3))
                    .isTrue();
        });
        assertThat(letters)
                .isEqualTo(PAGES.stream().collect(Collectors.toMap(ContractDocument::name, page -> page.lines().stream()
                        .map(line -> line.rule().substring(0, 1))
                        .collect(Collectors.toSet()))));
        assertThat(letters.values().stream().flatMap(Set::stream)).doesNotHaveDuplicates();
    }

    @Test
    void snippetsAreCompiled() {
        String sources = Stream.of(
                        "examples/hello-strategy/src/test/java/org/example/hello/PartialSharingContractTest.java",
                        "examples/hello-strategy/src/test/java/org/example/hello/PartialSharingPluginsContractTest.java",
                        "examples/hello-plugins/src/main/java/org/example/hello/NormalisedAveraging.java",
                        "examples/hello-plugins/src/test/java/org/example/hello/NormalisedAveragingContractTest.java",
                        "baselines/src/main/java/org/exeunt/baselines/fedper/FedPer.java")
                .map(source -> unindented(ContractDocument.read(Path.of("..").resolve(source))))
                .collect(Collectors.joining("\n"));
        String pages = INDEX
                + ContractDocument.read(ContractDocument.FOLDER.resolveSibling("strategies.md"))
                + ContractDocument.read(ContractDocument.FOLDER.resolveSibling("training-a-client.md"));
        assertThat(Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                        .matcher(pages)
                        .results()
                        .map(snippet -> unindented(snippet.group(1))))
                .hasSizeGreaterThan(3)
                .filteredOn(snippet -> !snippet.contains("MyStrategy")) // an outline, not part of a class
                .allSatisfy(snippet -> assertThat(sources).contains(snippet));
    }

    private static String unindented(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
