package org.exeunt.app;

import java.util.List;
import java.util.Set;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.config.option.OptionSpec;
import org.exeunt.config.plugins.NearMiss;
import org.exeunt.config.run.RunConfig;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Creates the error for a command line that cannot be parsed; it names a similar command or option, and the command
 * that shows the usage.
 */
final class Misuse {

    private Misuse() {}

    static ExeuntException of(ParameterException failure, String... given) {
        CommandLine command = failure.getCommandLine();
        return new ExeuntException(
                Errors.CONFIG_09,
                "%s.%s See '%s --help'."
                        .formatted(
                                failure.getMessage()
                                        .lines()
                                        .findFirst()
                                        .orElse("")
                                        .replaceFirst(" is not an? (int|long|double)$", " is not a number")
                                        .replaceFirst(" (at|from) index \\d+", "")
                                        .replaceFirst("[.]$", ""),
                                hint(failure, command, given),
                                command.getCommandSpec().qualifiedName()),
                failure);
    }

    private static String hint(ParameterException failure, CommandLine command, String... given) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return "";
        }
        String word = unmatched.getUnmatched().get(0).replaceFirst("(?s)=.*", "");
        Set<String> options = command.getCommandSpec().optionsMap().keySet();
        boolean isOption = word.startsWith("-");
        int before = List.of(given).indexOf(word) - 1;
        if (before > 0 && given[before - 1].equals("--set") && !given[before].contains("=")) {
            return " Write '--set %s=%s'.".formatted(given[before], word);
        }
        if (!isOption && List.of(given).contains("--set")) {
            return " Put quotes, spaces and braces in single quotes: --set 'strategy={\"type\": \"ditto\"}'.";
        }
        return OptionSpec.withNested(OptionSpec.of(RunConfig.class)).keySet().stream()
                .filter(key -> options.contains("--set"))
                .filter(key -> ("--" + key).endsWith(word.replaceFirst("^--", ".")) || word.equals("--" + key))
                .findFirst()
                .map("--set %s=VALUE"::formatted)
                .or(() -> NearMiss.of(
                        word, isOption ? options : command.getSubcommands().keySet()))
                .map(" Did you mean '%s'?"::formatted)
                .orElse("");
    }
}
