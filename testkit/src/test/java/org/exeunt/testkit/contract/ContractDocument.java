package org.exeunt.testkit.contract;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A page of {@code docs/contracts}.
 *
 * @param name file name without extension
 * @param lines rows of its table, in order
 */
public record ContractDocument(String name, List<Line> lines) {
    static final Path FOLDER = Path.of("..", "docs", "contracts");

    private static final String NOT_TESTED = "not tested";

    /**
     * A row of the table.
     *
     * @param rule such as S3
     * @param promise the guarantee
     * @param checkedBy name of a check in code quotes, rules of another page, or {@code not tested}
     * @param advice the hint on failure, or the reason why it is not tested
     */
    public record Line(String rule, String promise, String checkedBy, String advice) {
        boolean isTested() {
            return !checkedBy.equals(NOT_TESTED);
        }

        public boolean hasCheck() {
            return checkedBy.startsWith("`");
        }

        String check() {
            return checkedBy.replace("`", "");
        }

        List<String> otherRules() {
            return hasCheck() || !isTested() ? List.of() : List.of(checkedBy.split(", "));
        }
    }

    public static List<ContractDocument> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> !file.endsWith("README.md"))
                    .sorted()
                    .map(ContractDocument::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ContractDocument read(Path file) {
        List<Line> lines = new ArrayList<>();
        try {
            for (String text : Files.readAllLines(file)) {
                if (text.matches("\\| [A-Z][0-9]+ \\|.*")) {
                    List<String> cells = Arrays.stream(text.substring(1).split("\\|"))
                            .map(String::strip)
                            .toList();
                    if (cells.size() != 4 || cells.stream().anyMatch(String::isEmpty)) {
                        throw new IllegalStateException("%s: expected four cells in %s".formatted(file, text));
                    }
                    lines.add(new Line(cells.get(0), cells.get(1), cells.get(2), cells.get(3)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ContractDocument(file.getFileName().toString().replace(".md", ""), lines);
    }

    /** Returns the hint of every check on any page, by name of the check. */
    public static Map<String, String> advice() {
        return all().stream()
                .flatMap(page -> page.lines().stream())
                .filter(Line::hasCheck)
                .collect(toMap(Line::check, Line::advice, ContractDocument::duplicate, TreeMap::new));
    }

    private static String duplicate(String one, String other) {
        throw new IllegalStateException("a check is in two rows: %s; %s".formatted(one, other));
    }
}
