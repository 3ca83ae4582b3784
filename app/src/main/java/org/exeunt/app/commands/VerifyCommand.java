package org.exeunt.app.commands;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.arguments.RunArgument;
import org.exeunt.app.console.Progress;
import org.exeunt.app.console.StatusLine;
import org.exeunt.app.console.StopSignals;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.runs.RunComparison;
import org.exeunt.app.runs.TemporaryRun;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.RunConfigReader;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.store.identity.Provenance;
import org.exeunt.runtime.store.identity.RunDifferences;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code exeunt verify}: repeats a run and compares the results. */
@Command(
        name = "verify",
        footer = "exeunt verify latest",
        description = "Repeats a finished run from its configuration and compares all files except times bit "
                + "for bit. The run is not modified.")
final class VerifyCommand implements Runnable {

    private final Terminal terminal;

    @Mixin
    private RunArgument argument;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description =
                    "Number of threads of the repetition, which does not affect results (default: one per processor).")
    private Integer workers;

    VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        FinishedRun run = argument.open();
        PluginRegistry registry = Plugins.registry(terminal, run);
        RunConfigReader reader = new RunConfigReader(registry);
        RunConfig config = reader.read(run.configurationFile(), run.configuration(), List.of())
                .orThrow();
        // not an override of the configuration, which is compared with that of the run
        List<String> executor = workers == null ? List.of() : List.of("executor.workers=" + workers);
        RunConfig executed = reader.read(run.configurationFile(), run.configuration(), executor)
                .orThrow();
        StatusLine status = terminal.status();
        try (StopSignals stop = new StopSignals(status::println);
                TemporaryRun temporary = new TemporaryRun("exeunt-verify")) {
            FinishedRun repetition = FinishedRun.open(temporary
                    .execute(config, registry, options -> options.withTrackers(List.of(new Progress(status)))
                            .withStop(stop)
                            .withExecutor(executed.executor()))
                    .directory()
                    .orElseThrow());
            RunComparison comparison = RunComparison.of(run, repetition, registry);
            if (!comparison.differences().isEmpty()) {
                throw new ExeuntException(
                        Errors.DATA_28,
                        ("Run %s is not reproduced:\n  %s\nExpected the same bits: plugins, data and kind "
                                        + "of processor must be those of its provenance.json.%s")
                                .formatted(
                                        run.directory(),
                                        String.join("\n  ", comparison.differences()),
                                        causes(run, repetition)));
            }
            comparison.notes().forEach(note -> terminal.note("note: " + note));
        }
        run.identity(); // checks that all files belong to one run
        terminal.out().println(run.directory() + ": every round, evaluation and model is reproduced bit for bit");
    }

    private static String causes(FinishedRun run, FinishedRun repetition) {
        if (run.manifest().difference("provenance.json").isPresent()) {
            return "";
        }
        Provenance then = run.provenance();
        Provenance now = repetition.provenance();
        List<String> differences = new ArrayList<>(then.machine().differences(now.machine()));
        RunDifferences.between(then, now).forEach(each -> differences.add(each.toString()));
        return differences.isEmpty()
                ? " All of these are the same, so a plugin computes other values each time: it uses random numbers of"
                        + " its own, the time, or an order that is not fixed, such as that of a HashSet. Its contract"
                        + " tests find most of these causes."
                : " These differ:\n  " + String.join("\n  ", differences);
    }
}
