package org.exeunt.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.exeunt.api.error.ErrorCategory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The help of every command. */
class UsageTest {
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);

    private static CommandLine commands() {
        return new CommandLineInterface(NOWHERE, NOWHERE).commands();
    }

    static Stream<Arguments> all() {
        return withSubcommands(commands())
                .map(command -> Arguments.of(command.getCommandSpec().qualifiedName(), command));
    }

    private static Stream<CommandLine> withSubcommands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(UsageTest::withSubcommands));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void helpHasStatusesAndAValidExample(String name, CommandLine command) {
        String help = command.getUsageMessage();
        for (ErrorCategory category : ErrorCategory.values()) {
            assertThat(help).containsPattern("(?m)^  " + category.exitStatus() + " +" + category.name() + ": ");
        }
        String[] footer = command.getCommandSpec().usageMessage().footer();
        assertThat(footer).hasSize(1);
        assertThat(help).endsWith("Example:" + System.lineSeparator() + "  " + footer[0] + System.lineSeparator());
        if (command.getSubcommands().isEmpty() && !footer[0].startsWith("source ")) {
            assertThat(footer[0]).startsWith(name + " ".repeat(footer[0].equals(name) ? 0 : 1));
        }
        String line = footer[0].replaceFirst("^source <\\((.*)\\)$", "$1").replaceFirst(" > .*", "");
        assertThat(line).startsWith("exeunt ");
        commands().parseArgs(line.substring("exeunt ".length()).split(" "));
    }
}
