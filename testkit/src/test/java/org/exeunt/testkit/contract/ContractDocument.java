package org.exeunt.testkit.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A page of {@code docs/contracts}.
 *
 * @param name file name without extension
 * @param lines rows of its table, in order
 */
public record ContractDocument(String name, List<Line> lines) {
    static final Path FOLDER = Path.of("..", "docs", "contracts");

    private static final String NOT_TESTED = "not tested: ";

    /**
     * A row of the table.
     *
     * @param rule such as S3
     * @param promise the guarantee
     * @param checkedBy name of a check in code quotes, rules of another page, or why it is not tested
     */
    public record Line(String rule, String promise, String checkedBy) {
        boolean isTested() {
            return !checkedBy.startsWith(NOT_TESTED);
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
                    if (cells.size() != 3 || cells.stream().anyMatch(String::isEmpty)) {
                        throw new IllegalStateException("%s: expected three cells in %s".formatted(file, text));
                    }
                    lines.add(new Line(cells.get(0), cells.get(1), cells.get(2)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ContractDocument(file.getFileName().toString().replace(".md", ""), lines);
    }
}
