package org.exeunt.app;

import java.util.Collection;
import java.util.Optional;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.config.plugins.NearMiss;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Creates the error for a command line that cannot be parsed; it names a similar command or option, and the command
 * that shows the usage.
 */
final class Misuse {
    private static final ErrorCode UNPARSABLE = ErrorCategory.CONFIG.code(9);

    private Misuse() {}

    static ExeuntException of(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        return new ExeuntException(
                UNPARSABLE,
                "%s.%s See '%s --help'."
                        .formatted(
                                failure.getMessage()
                                        .lines()
                                        .findFirst()
                                        .orElse("")
                                        .replaceFirst(" is not an? (int|long|double)$", " is not a number")
                                        .replaceFirst(" (at|from) index \\d+", "")
                                        .replaceFirst("[.]$", ""),
                                nearMiss(failure, command)
                                        .map(" Did you mean '%s'?"::formatted)
                                        .orElse(""),
                                command.getCommandSpec().qualifiedName()),
                failure);
    }

    private static Optional<String> nearMiss(ParameterException failure, CommandLine command) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return Optional.empty();
        }
        String word = unmatched.getUnmatched().get(0).replaceFirst("(?s)=.*", "");
        Collection<String> known = word.startsWith("-")
                ? command.getCommandSpec().optionsMap().keySet()
                : command.getSubcommands().keySet();
        return NearMiss.of(word, known);
    }
}
