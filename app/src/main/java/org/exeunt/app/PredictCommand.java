package org.exeunt.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.exeunt.api.ClientId;
import org.exeunt.api.Macs;
import org.exeunt.app.console.VisibleText;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.model.PersonalModel.Answer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code exeunt predict}: what a client's personal model says of files. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description =
                "Asks a client's personal model about files: images, texts or CSV, as the run's data set takes them. Each leaves at the first exit that is sure enough.")
final class PredictCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "RUN", description = "Directory of a finished run.")
    private Path run;

    @Option(names = "--client", paramLabel = "INDEX", required = true, description = "Whose model, counted from 0.")
    private int client;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            arity = "1..*",
            description = "What is asked about; several files, or the option again, for more.")
    private List<Path> inputs;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            defaultValue = "{\"type\": \"confidence\", \"thresholds\": [0.8]}",
            description = "An exit policy of one rule (default: ${DEFAULT-VALUE}).")
    private String policy;

    @Mixin
    private DeviceArgument device;

    @Option(names = "--json", description = "Print the answers as JSON.")
    private boolean json;

    PredictCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** An answer as a script reads it; macs and macsSaved are null if the cost of some layer is not known. */
    private record Prediction(
            String input,
            int label,
            String className,
            double confidence,
            int exit,
            int exits,
            Long macs,
            Double macsSaved) {
        static Prediction of(Path input, Answer answer, PersonalModel model) {
            return new Prediction(
                    input.toString(),
                    answer.label(),
                    model.classNames().get(answer.label()),
                    answer.confidence(),
                    answer.exit().number(),
                    model.exits(),
                    answer.macs().map(Macs::count).orElse(null),
                    answer.saved().isPresent() ? answer.saved().getAsDouble() : null);
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%s: %s (%.1f %%) at exit %d of %d, %s",
                    VisibleText.line(input),
                    VisibleText.line(className),
                    100 * confidence,
                    exit,
                    exits,
                    cost());
        }

        private String cost() {
            return macs == null
                    ? "MACs not known"
                    : String.format(
                            Locale.ROOT,
                            "%,d MACs, %.1f %% %s than the static network",
                            macs,
                            100 * Math.abs(macsSaved),
                            macsSaved < 0 ? "more" : "less");
        }
    }

    @Override
    public Integer call() {
        LeastValue.require(0, "--client", client);
        try (PersonalModel model = PersonalModel.open(
                run,
                new ClientId(client),
                policy.startsWith("{") ? policy : '"' + policy + '"',
                device.overrides(),
                Plugins.registry(terminal))) {
            List<Answer> answers = model.ask(inputs.stream().map(model::read).toList());
            List<Prediction> predictions = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                predictions.add(Prediction.of(inputs.get(i), answers.get(i), model));
            }
            if (json) {
                terminal.json(predictions);
            } else {
                terminal.lines(predictions.stream().map(Prediction::line).toList());
            }
        }
        return 0;
    }
}
