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

/** {@code exeunt predict}: classifies files by a client's personal model. */
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description =
                "Classifies files by a client's personal model: images, texts or CSV, depending on the data set of the run. Each input exits at the first exit that the policy accepts.")
final class PredictCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "RUN", description = "Directory of a finished run.")
    private Path run;

    @Option(names = "--client", paramLabel = "INDEX", required = true, description = "Index of the client, from 0.")
    private int client;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            arity = "1..*",
            description = "One or more files to classify; repeatable.")
    private List<Path> inputs;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            defaultValue = "{\"type\": \"confidence\", \"thresholds\": [0.8]}",
            description = "An exit policy with one rule (default: ${DEFAULT-VALUE}).")
    private String policy;

    @Mixin
    private DeviceArgument device;

    @Option(names = "--json", description = "Print the predictions as JSON.")
    private boolean json;

    PredictCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** A prediction as JSON; {@code macs} and {@code macsSaved} are null if the cost of a layer is unknown. */
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
                    ? "MACs unknown"
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
