package org.exeunt.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Comments, messages and pages use plain technical English without the phrases of a private language. */
class PlainLanguageTest {
    private static final Path ROOT = Path.of("..");

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
        assertThat(findings(pages(), false)).isEmpty();
    }

    private static List<Path> sources() {
        return files(path -> path.matches(".*/src/main/java/.*\\.java"));
    }

    private static List<Path> pages() {
        return files(path -> path.matches("(.*/)?[^/]*\\.md") && !path.contains("/docs/adr/"));
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
}
