package org.exeunt.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.Experimental;
import org.exeunt.api.error.Errors;
import org.junit.jupiter.api.Test;

/** Pages and files of modules agree with the sources, and all use plain technical English. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void errorPageIsGenerated() throws IOException {
        Path page = ROOT.resolve("docs/errors.md");
        String written = Files.readString(page);
        String head = written.substring(0, written.indexOf("|---|---|---|\n") + 14);
        String generated = Arrays.stream(Errors.values())
                .map(each -> "| `%s` | %s | %s |\n".formatted(each, each.cause(), each.remedy()))
                .collect(Collectors.joining("", head, ""));
        Path copy = Files.writeString(Path.of("target/errors.md"), generated);

        assertThat(written).as("cp integration-tests/%s docs/errors.md", copy).isEqualTo(generated);
    }

    /** An error that no source names is a row of the page for nothing. */
    @Test
    void everyErrorIsThrownSomewhere() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (Path file : sources()) {
            sources.append(Files.readString(file));
        }
        assertThat(Errors.values()).allMatch(each -> sources.indexOf("Errors." + each.name()) >= 0);
    }

    private static final Pattern EXPERIMENTAL =
            Pattern.compile("^\\| `(org\\.exeunt\\.[\\w.#]+)` \\|", Pattern.MULTILINE);

    @Test
    void documentedTypesAreThoseMarkedExperimental() throws IOException {
        String table = Files.readString(Path.of("..", "docs", "versioning.md"));
        Set<String> listed = EXPERIMENTAL
                .matcher(table)
                .results()
                .map((MatchResult entry) -> entry.group(1))
                .collect(Collectors.toSet());
        assertThat(listed).isNotEmpty().containsExactlyInAnyOrderElementsOf(marked());
    }

    private static Set<String> marked() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.exeunt");
        Set<String> marked = new TreeSet<>();
        for (JavaClass type : classes) {
            if (type.isAnnotatedWith(Experimental.class)) {
                marked.add(type.getName());
            }
            type.getMethods().stream()
                    .filter(method -> method.isAnnotatedWith(Experimental.class))
                    .forEach(method -> marked.add(type.getName() + "#" + method.getName()));
        }
        return marked;
    }

    private static final Pattern PRIVATE_PHRASES = Pattern.compile(
            "\\b(whoever|(goes|went) on with|(deals|dealt) out|(is|are) told|tells (how|what|whether|which|that)"
                    + "|(one|a line) a (client|round|run|line|method|stage|head)|rests? (in|on|between)|at rest|a person"
                    + "|mend(s|ed)?|nobody|somebody|(says|say) (how|what|whether|which|that|so|why)|beside)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern COMMENT_OR_STRING =
            Pattern.compile("/\\*[\\s\\S]*?\\*/|//[^\\n]*|\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"");

    @Test
    void sourcesUsePlainLanguage() {
        assertThat(findings(sources(), true)).isEmpty();
    }

    @Test
    void pagesUsePlainLanguage() {
        List<Path> pages = files(path -> path.matches("(.*/)?[^/]*\\.md") && !path.contains("/docs/adr/"));
        assertThat(findings(pages, false)).isEmpty();
    }

    private static List<Path> sources() {
        return files(path -> path.matches(".*/src/main/java/.*\\.java"));
    }

    private static List<Path> files(Predicate<String> wanted) {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(path -> !path.toString().matches(".*/(target|\\.git|node_modules)/.*"))
                    .filter(path -> wanted.test(path.toString().replace('\\', '/')))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> findings(List<Path> files, boolean inCommentsAndStringsOnly) {
        assertThat(files).hasSizeGreaterThan(10);
        List<String> findings = new ArrayList<>();
        for (Path file : files) {
            String text;
            try {
                text = Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (inCommentsAndStringsOnly) {
                Matcher prose = COMMENT_OR_STRING.matcher(text);
                while (prose.find()) {
                    find(file, text, prose.start(), prose.end(), findings);
                }
            } else {
                find(file, text, 0, text.length(), findings);
            }
        }
        return findings;
    }

    private static void find(Path file, String text, int from, int to, List<String> findings) {
        Matcher phrase = PRIVATE_PHRASES.matcher(text).region(from, to);
        while (phrase.find()) {
            long line = text.substring(0, phrase.start()).lines().count();
            findings.add("%s:%d: %s".formatted(file, line, phrase.group()));
        }
    }

    @Test
    void everyJarCarriesLicenceAndNotice() throws IOException {
        List<Path> modules;
        try (Stream<Path> folders = Files.list(ROOT)) {
            modules = folders.filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
                    .filter(folder -> !folder.endsWith("benchmarks")) // not published, and built after this module
                    // of the profiles spark and pretrained
                    .filter(folder -> !folder.endsWith("executor-spark") && !folder.endsWith("backbone-onnx"))
                    .toList();
        }
        assertThat(modules).hasSizeGreaterThan(9);
        for (Path module : modules) {
            for (String file : List.of("LICENSE", "NOTICE")) {
                assertThat(module.resolve("target/classes/META-INF").resolve(file))
                        .hasSameTextualContentAs(ROOT.resolve(file));
            }
        }
    }

    @Test
    void theBillOfMaterialsNamesTheProjectAsOthersDo() throws IOException {
        String parent = Files.readString(ROOT.resolve("pom.xml"));
        String bom = Files.readString(ROOT.resolve("bom/pom.xml"));
        for (String element : List.of("exeunt.url", "developers", "licenses", "connection")) {
            Pattern text = Pattern.compile("<" + element + ">.*?</" + element + ">", Pattern.DOTALL);
            assertThat(text.matcher(bom).results().map(MatchResult::group))
                    .as(element)
                    .hasSize(1)
                    .containsExactlyElementsOf(text.matcher(parent)
                            .results()
                            .map(MatchResult::group)
                            .toList());
        }
    }
}
