package org.exeunt.it.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/errors.md} documents exactly the error codes of the sources. */
class ErrorCodesTest {
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
            for (Path file : files.filter(ErrorCodesTest::isMainSource).toList()) {
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
}
