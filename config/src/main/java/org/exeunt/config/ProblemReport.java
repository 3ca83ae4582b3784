package org.exeunt.config;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;

/** All problems of one configuration as one text. */
final class ProblemReport {
    /** How many problems a report has, so that a file of nothing but problems has a report that can be read. */
    static final int MOST = 100;

    private static final int WIDEST_SUBJECT = 60;

    private ProblemReport() {}

    /** Returns the failure to throw; {@code source} is the name of the file. */
    static ExeuntException of(String source, List<Problem> problems) {
        return new ExeuntException(code(problems), text(source, problems));
    }

    /** Whoever can mend all of it decides the code: a plugin's only if nothing else is wrong. */
    private static ErrorCode code(List<Problem> problems) {
        ErrorCode first = problems.get(0).code();
        return problems.stream().allMatch(problem -> problem.code().equals(first)) ? first : ConfigErrors.PROBLEMS;
    }

    static String text(String source, List<Problem> problems) {
        int width = problems.stream()
                .mapToInt(problem -> problem.subject().length())
                .filter(length -> length <= WIDEST_SUBJECT)
                .max()
                .orElse(WIDEST_SUBJECT);
        List<String> lines = new ArrayList<>();
        lines.add("%s has %s:".formatted(source, problems.size() == 1 ? "1 problem" : problems.size() + " problems"));
        for (Problem problem : problems) {
            lines.add("  " + padded(problem.subject(), width) + "   " + problem.expected());
        }
        lines.addAll(details(problems));
        return String.join("\n", lines);
    }

    /** Several problems may each have something to choose from; then each line begins with the key it is about. */
    private static List<String> details(List<Problem> problems) {
        boolean several = problems.stream()
                        .filter(problem -> !problem.details().isEmpty())
                        .count()
                > 1;
        return problems.stream()
                .flatMap(problem ->
                        problem.details().stream().map(line -> several ? problem.path() + ": " + line : line))
                .toList();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
