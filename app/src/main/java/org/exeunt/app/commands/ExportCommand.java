package org.exeunt.app.commands;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.ExportFormat;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.ModelExporter;
import org.exeunt.app.arguments.DeviceArgument;
import org.exeunt.app.arguments.LeastValue;
import org.exeunt.app.arguments.RunArgument;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.runtime.model.SavedRun;
import org.exeunt.runtime.store.AtomicFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code exeunt export}: writes a client's model in a format that other programs read. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes a client's personal model in a format that other programs read without Exeunt.")
final class ExportCommand implements Callable<Integer> {
    private static final ErrorCode NOT_EXPORTABLE = ErrorCategory.CONFIG.code(70);
    private static final ErrorCode UNKNOWN_FORMAT = ErrorCategory.CONFIG.code(73);

    private final Terminal terminal;

    @Mixin
    private RunArgument argument;

    @Option(names = "--client", paramLabel = "INDEX", required = true, description = "Index of the client, from 0.")
    private int client;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Format of the model; default: the first that the engine of the run offers, such as dl4j. "
                    + "An unknown format is answered with the list of all.")
    private Optional<String> format;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "File to write, an existing one is replaced; or new folder, if the format is a folder.")
    private Path output;

    @Mixin
    private DeviceArgument device;

    ExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        LeastValue.require(0, "--client", client);
        Path run = argument.directory();
        SavedRun saved = SavedRun.open(run, Plugins.registry(terminal), Path.of(""), device.overrides());
        String engine = saved.config().engine().plugin().id();
        if (!(saved.design() instanceof ModelExporter design)) {
            throw new ExeuntException(
                    NOT_EXPORTABLE,
                    ("Run %s uses engine '%s', which cannot export models for other programs; the models "
                                    + "in the format of Exeunt are in %s.")
                            .formatted(run, engine, run.resolve("models")));
        }
        ExportFormat chosen = chosen(run, design.exportFormats());
        ExportRequest request = saved.exportRequest(new ClientId(client));
        write(chosen, files(run, design, chosen, request));
        terminal.out().printf("%s: %s%n", output, chosen.description());
        if (request.scaling().isEmpty()) {
            terminal.warn(("data set '%s' does not describe how it scales inputs; scale the "
                            + "inputs of the graph as the data set does")
                    .formatted(saved.config().dataset().plugin().id()));
        }
        return 0;
    }

    private ExportFormat chosen(Path run, List<ExportFormat> formats) {
        String id = format.orElse(formats.get(0).id());
        return formats.stream()
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ExeuntException(
                        UNKNOWN_FORMAT,
                        "--format '%s' is not a format of the models of run %s; expected one of:%n%s"
                                .formatted(
                                        id,
                                        run,
                                        formats.stream()
                                                .map(known -> "  %s: %s".formatted(known.id(), known.description()))
                                                .collect(Collectors.joining(System.lineSeparator())))));
    }

    private static Map<String, byte[]> files(
            Path run, ModelExporter design, ExportFormat chosen, ExportRequest request) {
        try {
            return design.export(chosen.id(), request);
        } catch (IllegalArgumentException e) {
            throw new ExeuntException(
                    NOT_EXPORTABLE,
                    "The network of run %s cannot be exported as %s: %s.".formatted(run, chosen.id(), e.getMessage()),
                    e);
        }
    }

    private void write(ExportFormat chosen, Map<String, byte[]> files) {
        if (chosen.folder()) {
            AtomicFile.writeFolder(output, files);
        } else {
            AtomicFile.write(output, files.values().iterator().next());
        }
    }
}
