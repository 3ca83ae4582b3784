package org.exeunt.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.runtime.config.RunConfig;
import org.exeunt.runtime.config.RunConfigReader;
import org.exeunt.runtime.plugins.PluginRegistry;
import org.exeunt.runtime.record.Folders;
import org.exeunt.runtime.record.RunArchive;
import org.exeunt.runtime.run.Run;
import org.exeunt.runtime.run.RunSetting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeunt verify}: whether a run's results come out again. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Repeats a finished run from its own configuration and compares every round, evaluation and model, bit for bit. The run is not touched.")
final class VerifyCommand implements Callable<Integer> {
    private static final ErrorCode DIFFERS = ErrorCategory.DATA.code(28);
    private static final List<String> RECORDS =
            List.of("rounds.jsonl", "clients.csv", "exits.csv", "class-distribution.json");

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
        RunArchive.summary(run);
        PluginRegistry registry = Plugins.registry(terminal);
        RunConfig config = new RunConfigReader(registry)
                .read(
                        RunArchive.configuration(run),
                        workers == null ? List.of() : List.of("executor.workers=" + workers))
                .orThrow();
        Path scratch = scratch();
        try (StopSignals stop = new StopSignals(terminal.err())) {
            RunSetting setting = RunSetting.onDisk(Path.of(""), scratch, System::nanoTime)
                    .withTrackers(List.of(new Progress(terminal.err(), Terminal.isInteractive())))
                    .withStop(stop);
            Path again = Run.execute(config, registry, setting).directory().orElseThrow();
            List<String> differences = differences(again);
            if (!differences.isEmpty()) {
                throw new ExeuntException(
                        DIFFERS,
                        "Run %s does not come out again:\n  %s\nExpected the same bits: plugins, data and kind of processor must be those of its provenance.json.%s"
                                .formatted(run, String.join("\n  ", differences), machines(again)));
            }
        } finally {
            delete(scratch);
        }
        terminal.out().println(run + ": every round, evaluation and model came out again, bit for bit");
        return 0;
    }

    private List<String> differences(Path again) {
        List<String> names = new ArrayList<>(RECORDS);
        names.addAll(models(run));
        models(again).stream().filter(name -> !names.contains(name)).forEach(names::add);
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            difference(name, run.resolve(name), again.resolve(name)).ifPresent(differences::add);
        }
        return differences;
    }

    private String machines(Path again) {
        List<String> unlike = RunArchive.provenance(run)
                .machine()
                .unlike(RunArchive.provenance(again).machine());
        return unlike.isEmpty()
                ? " The machine is of the same kind."
                : " The machine is another one:\n  " + String.join("\n  ", unlike);
    }

    private static Optional<String> difference(String name, Path recorded, Path repeated) {
        try {
            if (!Files.exists(recorded) || !Files.exists(repeated)) {
                return Optional.of(
                        "%s: only %s has it".formatted(name, Files.exists(recorded) ? "the run" : "the repetition"));
            }
            long place = Files.mismatch(recorded, repeated);
            return place < 0 ? Optional.empty() : Optional.of("%s: differs from byte %,d on".formatted(name, place));
        } catch (IOException e) {
            return Optional.of("%s: cannot be read (%s)".formatted(name, e.getMessage()));
        }
    }

    private static List<String> models(Path directory) {
        Path folder = directory.resolve("models");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> "models/" + file.getFileName()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
