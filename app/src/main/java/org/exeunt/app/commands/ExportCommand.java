package org.exeunt.app.commands;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
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

/** {@code exeunt export}: writes a client's model in the format of the engine's library. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        footer = "exeunt export latest --client 3 --output client3.zip",
        description = "Writes a client's personal model in the format of the engine's library, which reads it "
                + "without Exeunt.")
final class ExportCommand implements Callable<Integer> {
    private static final ErrorCode NOT_EXPORTABLE = ErrorCategory.CONFIG.code(70);

    private final Terminal terminal;

    @Mixin
    private RunArgument argument;

    @Option(names = "--client", paramLabel = "INDEX", required = true, description = "Index of the client, from 0.")
    private int client;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "File to write; an existing one is replaced.")
    private Path file;

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
        ExportRequest request = saved.exportRequest(new ClientId(client));
        try {
            AtomicFile.write(file, out -> design.export(request, out));
        } catch (IllegalArgumentException e) {
            throw new ExeuntException(
                    NOT_EXPORTABLE, "The network of run %s cannot be exported: %s.".formatted(run, e.getMessage()), e);
        }
        terminal.out().printf("%s: %s%n", file, design.form());
        if (request.scaling().isEmpty()) {
            terminal.warn(("data set '%s' does not describe how it scales inputs; scale the "
                            + "inputs of the graph as the data set does")
                    .formatted(saved.config().dataset().plugin().id()));
        }
        return 0;
    }
}
