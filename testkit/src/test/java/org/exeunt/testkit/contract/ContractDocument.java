package org.exeunt.testkit.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /**
     * A row of the table.
     *
     * @param rule such as S3
     * @param promise the guarantee
     * @param checkedBy name of a check in code quotes, rules of another page, or why it is not tested
     */
    public record Line(String rule, String promise, String checkedBy) {
        static Line of(String row) {
            String[] cells = row.replaceAll("^\\| | \\|$", "").split(" \\| ");
            if (cells.length != 3) {
                throw new IllegalStateException("expected three cells in " + row);
            }
            return new Line(cells[0], cells[1], cells[2]);
        }

        public boolean hasCheck() {
            return checkedBy.startsWith("`");
        }

        String check() {
            return checkedBy.replace("`", "");
        }

        List<String> otherRules() {
            return hasCheck() || checkedBy.startsWith("not tested: ") ? List.of() : List.of(checkedBy.split(", "));
        }
    }

    public static List<ContractDocument> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> !file.endsWith("README.md"))
                    .sorted()
                    .map(file -> new ContractDocument(
                            file.getFileName().toString().replace(".md", ""),
                            read(file)
                                    .lines()
                                    .filter(text -> text.matches("\\| [A-Z][0-9]+ \\|.*"))
                                    .map(Line::of)
                                    .toList()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
