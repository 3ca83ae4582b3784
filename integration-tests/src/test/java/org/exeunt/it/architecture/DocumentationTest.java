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
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.Experimental;
import org.junit.jupiter.api.Test;

/** Pages and files of modules agree with the sources, and all use plain technical English. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern IN_SOURCES = Pattern.compile("ErrorCategory\\s*\\.([A-Z]+)\\s*\\.code\\((\\d+)\\)");
    private static final Pattern IN_DOCS = Pattern.compile("`([A-Z]+)-(\\d\\d)`(?: to `[A-Z]+-(\\d\\d)`)?");

    @Test
    void documentedCodesAreThoseInTheSources() throws IOException {
        assertThat(documented()).isEqualTo(used());
    }

    private static SortedSet<String> used() throws IOException {
        SortedSet<String> codes = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(DocumentationTest::isMainSource).toList()) {
                IN_SOURCES
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(match -> codes.add(code(match.group(1), Integer.parseInt(match.group(2)))));
            }
        }
        return codes;
    }

    private static boolean isMainSource(Path file) {
        return file.toString().endsWith(".java")
                && file.toString().contains(Path.of("src", "main").toString());
    }

    private static SortedSet<String> documented() throws IOException {
        SortedSet<String> codes = new TreeSet<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/errors.md"))) {
            if (line.startsWith("| `")) {
                String cell = line.substring(0, line.indexOf('|', 1));
                IN_DOCS.matcher(cell).results().forEach(match -> addRange(match, codes));
            }
        }
        return codes;
    }

    private static void addRange(MatchResult match, SortedSet<String> codes) {
        int first = Integer.parseInt(match.group(2));
        int last = match.group(3) == null ? first : Integer.parseInt(match.group(3));
        for (int number = first; number <= last; number++) {
            codes.add(code(match.group(1), number));
        }
    }

    private static String code(String category, int number) {
        return "%s-%02d".formatted(category, number);
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
                    .filter(folder -> !folder.endsWith("executor-spark")) // of the profile spark alone
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
