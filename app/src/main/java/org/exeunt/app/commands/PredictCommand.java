package org.exeunt.app.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.exeunt.api.Macs;
import org.exeunt.app.arguments.ClientReference;
import org.exeunt.app.arguments.DeviceArgument;
import org.exeunt.app.arguments.JsonOption;
import org.exeunt.app.arguments.PolicyArgument;
import org.exeunt.app.arguments.RunArgument;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.plugins.Plugins;
import org.exeunt.app.text.Figures;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.model.PersonalModel.Prediction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code exeunt predict}: classifies files by a client's personal model. */
@Command(
        name = "predict",
        footer = "exeunt predict latest --client 3 --input cat.png",
        description = "Classifies files by a client's personal model: images, texts, CSV or arrays, depending on the "
                + "data set of the run. Each input exits at the first exit that the policy accepts.")
final class PredictCommand implements Runnable {
    private final Terminal terminal;

    @Mixin
    private RunArgument argument;

    @Option(names = "--client", paramLabel = "CLIENT", required = true, description = ClientReference.DESCRIPTION)
    private String client;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            arity = "1..*",
            description = "One or more files to classify; repeatable.")
    private List<Path> inputs;

    @Option(
            names = PolicyArgument.NAME,
            paramLabel = "POLICY",
            defaultValue = PolicyArgument.DEFAULT,
            description = "An exit policy with one rule (default: ${DEFAULT-VALUE}).")
    private String policy;

    @Mixin
    private DeviceArgument device;

    @Mixin
    private JsonOption json;

    PredictCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * A prediction as JSON.
     *
     * @param row number of the input within its file, from 1
     * @param macs null, as {@code macsSaved}, if the cost of a layer is unknown
     */
    private record Row(
            String input,
            int row,
            int label,
            String className,
            double confidence,
            int exit,
            int exits,
            Long macs,
            Double macsSaved) {
        static Row of(Path input, int row, Prediction prediction, PersonalModel model) {
            return new Row(
                    input.toString(),
                    row,
                    prediction.label(),
                    model.classNames().get(prediction.label()),
                    prediction.confidence(),
                    prediction.exit().number(),
                    model.exits(),
                    prediction.macs().map(Macs::count).orElse(null),
                    prediction.saved().isPresent() ? prediction.saved().getAsDouble() : null);
        }

        /**
         * Returns the prediction in words.
         *
         * @param alone whether it is the only one of its file
         */
        String line(boolean alone) {
            return "%s%s: %s (%s) at exit %d of %d, %s"
                    .formatted(
                            VisibleText.line(input),
                            alone ? "" : ", row " + row,
                            VisibleText.line(className),
                            Figures.percent(confidence),
                            exit,
                            exits,
                            cost());
        }

        private String cost() {
            if (macs == null) {
                return "MACs unknown";
            }
            String difference = Figures.percent(Math.abs(macsSaved)) + (macsSaved < 0 ? " more than" : " less than");
            return "%s, %s the static network".formatted(Figures.count(macs, "MAC"), difference);
        }
    }

    @Override
    public void run() {
        FinishedRun run = argument.open();
        PluginRegistry registry = Plugins.registry(terminal, run);
        try (PersonalModel model = PersonalModel.open(
                run,
                ClientReference.client(run, client, terminal),
                PolicyArgument.json(policy, registry, terminal),
                device.overrides(),
                registry)) {
            List<List<float[]>> files = inputs.stream().map(model::readAll).toList();
            Iterator<Prediction> predictions =
                    model.predict(files.stream().flatMap(List::stream).toList()).iterator();
            List<Row> rows = new ArrayList<>();
            List<String> lines = new ArrayList<>();
            for (int file = 0; file < files.size(); file++) {
                int count = files.get(file).size();
                for (int number = 1; number <= count; number++) {
                    Row row = Row.of(inputs.get(file), number, predictions.next(), model);
                    rows.add(row);
                    lines.add(row.line(count == 1));
                }
            }
            json.print(terminal, rows, () -> lines);
        }
    }
}
