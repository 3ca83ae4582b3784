package org.exeunt.app;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.ModelExporter;
import org.exeunt.runtime.model.SavedRun;
import org.exeunt.runtime.store.AtomicFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeunt export}: a client's model for programs that know nothing of Exeunt. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Writes a client's personal model in the form the engine's own library reads, without any class of Exeunt.")
final class ExportCommand implements Callable<Integer> {
    private static final ErrorCode NO_SUCH_FORM = ErrorCategory.CONFIG.code(70);

    private final Terminal terminal;

    @Parameters(paramLabel = "RUN", description = "Directory of a finished run.")
    private Path run;

    @Option(names = "--client", paramLabel = "INDEX", required = true, description = "Whose model, counted from 0.")
    private int client;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "Where it is written, in place of a file that may be there.")
    private Path file;

    @Mixin
    private DeviceArgument device;

    ExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        LeastValue.require(0, "--client", client);
        SavedRun saved = SavedRun.open(run, Plugins.registry(terminal), Path.of(""), device.overrides());
        String engine = saved.config().engine().plugin().id();
        if (!(saved.design() instanceof ModelExporter design)) {
            throw new ExeuntException(
                    NO_SUCH_FORM,
                    "Run %s was made on engine '%s', which has no form for other programs; its models are in %s."
                            .formatted(run, engine, run.resolve("models")));
        }
        ExportRequest request = saved.exportRequest(new ClientId(client));
        try {
            AtomicFile.write(file, out -> design.export(request, out));
        } catch (IllegalArgumentException e) {
            throw new ExeuntException(
                    NO_SUCH_FORM, "The network of run %s cannot be exported: %s.".formatted(run, e.getMessage()), e);
        }
        terminal.out().printf("%s: %s%n", file, design.form());
        if (request.scaling().isEmpty()) {
            terminal.err()
                    .printf(
                            "warning: data set '%s' does not describe how it scales inputs; give the graph values scaled as the data set scales them%n",
                            saved.config().dataset().plugin().id());
        }
        return 0;
    }
}
