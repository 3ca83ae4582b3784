package org.exeunt.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.console.StatusLine;
import org.exeunt.config.RunConfig;
import org.exeunt.config.RunConfigReader;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunOptions;
import org.exeunt.runtime.store.Directories;
import org.exeunt.runtime.store.Manifest;
import org.exeunt.runtime.store.RunArchive;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeunt verify}: whether a run's results come out again. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Repeats a finished run from its own configuration and compares every file but times, bit for bit. The run is not touched.")
final class VerifyCommand implements Callable<Integer> {
    private static final ErrorCode DIFFERS = ErrorCategory.DATA.code(28);

    private final Terminal terminal;

    @Parameters(paramLabel = "RUN", description = "Directory of a finished run.")
    private Path run;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Workers of the repetition, which change no result (default: those of the run).")
    private Integer workers;

    VerifyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        PluginRegistry registry = Plugins.registry(terminal);
        RunConfigReader reader = new RunConfigReader(registry);
        Path configuration = RunArchive.configuration(run);
        RunConfig config = reader.read(configuration, List.of()).orThrow();
        Path scratch = scratch();
        RunComparison comparison;
        StatusLine status = terminal.status();
        try (StopSignals stop = new StopSignals(status::println)) {
            RunOptions setting = RunOptions.onDisk(Path.of(""), scratch, System::nanoTime)
                    .withTrackers(List.of(new Progress(status)))
                    .withoutConfiguredTrackers() // a tracking server is to see the run once
                    .withStop(stop);
            if (workers != null) {
                // not part of the configuration: the files of the repetition are to be those of the run
                setting = setting.withExecutor(reader.read(configuration, List.of("executor.workers=" + workers))
                        .orThrow()
                        .executor());
            }
            Path again = Run.execute(config, registry, setting).directory().orElseThrow();
            comparison = new RunComparison(run, again);
            if (!comparison.differences().isEmpty()) {
                throw new ExeuntException(
                        DIFFERS,
                        "Run %s does not come out again:\n  %s\nExpected the same bits: plugins, data and kind of processor must be those of its provenance.json.%s"
                                .formatted(run, String.join("\n  ", comparison.differences()), machines(again)));
            }
        } finally {
            delete(scratch);
        }
        comparison.notes().forEach(note -> terminal.err().println("note: " + note));
        RunArchive.summary(run); // its files are unaltered, but are they all of one run?
        terminal.out().println(run + ": every round, evaluation and model came out again, bit for bit");
        return 0;
    }

    private String machines(Path again) {
        if (Manifest.read(run).difference("provenance.json").isPresent()) {
            return "";
        }
        List<String> unlike = RunArchive.provenance(run)
                .machine()
                .unlike(RunArchive.provenance(again).machine());
        return unlike.isEmpty()
                ? " The machine is of the same kind."
                : " The machine is another one:\n  " + String.join("\n  ", unlike);
    }

    private static Path scratch() {
        try {
            return Files.createTempDirectory("exeunt-verify");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try {
            Directories.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
