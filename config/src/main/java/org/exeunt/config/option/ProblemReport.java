package org.exeunt.config.option;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;

/** Formats all problems of a configuration as one message. */
public final class ProblemReport {
    /** Maximum number of problems in a report. */
    public static final int MAX_PROBLEMS = 100;

    private static final int MAX_SUBJECT_WIDTH = 60;

    private ProblemReport() {}

    /** Returns the exception to throw; {@code source} is the name of the file. */
    static ExeuntException of(String source, List<Problem> problems) {
        return new ExeuntException(code(problems), text(source, problems));
    }

    /** Returns the code that all problems share, otherwise {@link Errors#CONFIG_01}. */
    private static ErrorCode code(List<Problem> problems) {
        ErrorCode first = problems.get(0).code();
        return problems.stream().allMatch(problem -> problem.code().equals(first)) ? first : Errors.CONFIG_01.code();
    }

    public static String text(String source, List<Problem> problems) {
        int width = problems.stream()
                .mapToInt(problem -> problem.subject().length())
                .filter(length -> length <= MAX_SUBJECT_WIDTH)
                .max()
                .orElse(MAX_SUBJECT_WIDTH);
        List<String> lines = new ArrayList<>();
        lines.add("%s has %s:".formatted(source, problems.size() == 1 ? "1 problem" : problems.size() + " problems"));
        for (Problem problem : problems) {
            lines.add("  " + padded(problem.subject(), width) + "   " + problem.expected());
        }
        return String.join("\n", lines);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
