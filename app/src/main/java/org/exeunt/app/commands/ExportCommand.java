package org.exeunt.app.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.ExportFormat;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.app.arguments.ClientReference;
import org.exeunt.app.arguments.DeviceArgument;
import org.exeunt.app.arguments.OutputPath;
import org.exeunt.app.arguments.PolicyArgument;
import org.exeunt.app.arguments.RunArgument;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.model.Predictions;
import org.exeunt.runtime.model.RunModels;
import org.exeunt.runtime.store.files.AtomicFile;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code exeunt export}: writes a client's model in a format that other programs read. */
@Command(
        name = "export",
        footer = "exeunt export latest --client 3 --output client3.onnx",
        description = "Writes a client's personal model, or the predictions of all models, in a format that other "
                + "programs read without Exeunt.")
final class ExportCommand implements Runnable {

    private final Terminal terminal;

    @Mixin
    private RunArgument argument;

    @ArgGroup(multiplicity = "1")
    private Subject subject = new Subject();

    /** A model, or predictions of all models. */
    private static final class Subject {
        @ArgGroup(exclusive = false)
        private Model model = new Model();

        @Option(
                names = "--predictions",
                required = true,
                description = "Write the logits of all exits on the validation and test examples of all clients, as "
                        + "NumPy arrays (npz). Needs the data of the run.")
        private boolean predictions;
    }

    private static final class Model {
        @Option(names = "--client", paramLabel = "CLIENT", required = true, description = ClientReference.DESCRIPTION)
        private String client;

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                description =
                        "onnx, onnx-stages, onnx-exits, onnx-features, dl4j, device or safetensors; default: the first that the engine offers. "
                                + "An unknown format is answered with the list of all.")
        private Optional<String> format;

        @Option(
                names = PolicyArgument.NAME,
                paramLabel = "POLICY",
                defaultValue = PolicyArgument.DEFAULT,
                description =
                        "An exit policy with one rule, for the formats device and onnx-exits (default: ${DEFAULT-VALUE}).")
        private String policy;
    }

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
    public void run() {
        OutputPath.requireOutsideRuns("--output", output);
        FinishedRun run = argument.open();
        PluginRegistry registry = Plugins.registry(terminal, run);
        List<String> overrides = new ArrayList<>(device.overrides());
        if (!subject.predictions) {
            overrides.add("evaluation.exit-policies=[%s]"
                    .formatted(PolicyArgument.json(subject.model.policy, registry, terminal)));
        }
        RunModels models = RunModels.of(run, registry, Path.of(""), overrides);
        if (subject.predictions) {
            Predictions predictions = Predictions.of(models, Path.of(""));
            OutputPath.createParent(output);
            AtomicFile.write(output, predictions::write);
            terminal.out().printf("%s: logits of all exits on %,d examples%n", output, predictions.size());
        } else {
            export(models, subject.model);
        }
    }

    private void export(RunModels models, Model model) {
        ClientId client = ClientReference.client(models.run(), model.client, terminal);
        ExportFormat format = format(models, model.format);
        ExportRequest request = models.exportRequest(client, format, model.policy);
        Map<String, byte[]> files = files(models, format, request);
        OutputPath.createParent(output);
        if (format.folder()) {
            AtomicFile.writeFolder(output, files);
        } else {
            AtomicFile.write(output, files.values().iterator().next());
        }
        terminal.out().printf("%s: %s%n", output, format.description());
        if (request.scaling().isEmpty()) {
            terminal.warn(("data set '%s' does not describe how it scales inputs; scale the inputs of the model as the "
                            + "data set does")
                    .formatted(models.dataset().plugin().id()));
        }
    }

    private static ExportFormat format(RunModels models, Optional<String> wanted) {
        List<ExportFormat> formats = models.exportFormats();
        String id = wanted.orElse(formats.get(0).id());
        return formats.stream()
                .filter(known -> known.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ExeuntException(
                        Errors.CONFIG_73,
                        "--format '%s' is not a format of the models of run %s; expected one of:%n%s"
                                .formatted(
                                        id,
                                        models.run().directory(),
                                        formats.stream()
                                                .map(known -> "  %s: %s".formatted(known.id(), known.description()))
                                                .collect(Collectors.joining(System.lineSeparator())))));
    }

    private static Map<String, byte[]> files(RunModels models, ExportFormat format, ExportRequest request) {
        try {
            return models.export(format.id(), request);
        } catch (IllegalArgumentException e) {
            throw new ExeuntException(
                    Errors.CONFIG_70,
                    ("The network of run %s cannot be exported as %s: %s. Try another --format; safetensors writes its"
                                    + " tensors.")
                            .formatted(models.run().directory(), format.id(), e.getMessage()),
                    e);
        }
    }
}
