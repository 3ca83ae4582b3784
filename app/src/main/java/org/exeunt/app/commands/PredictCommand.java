package org.exeunt.app.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.Macs;
import org.exeunt.api.data.Examples;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
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

/** {@code exeunt predict}: classifies files or test examples by a client's personal model. */
@Command(
        name = "predict",
        footer = "exeunt predict latest --client 3 --input cat.png",
        description = "Classifies files by a client's personal model: images, texts, CSV or arrays, depending on the "
                + "data set of the run; or the client's test examples. Each input exits at the first exit that the "
                + "policy accepts.")
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
            description = "Files to classify, or test:17 for the 17th test example of the client; repeatable.")
    private List<String> inputs;

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

    private static final String TEST = "test:";

    PredictCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * A prediction as JSON.
     *
     * @param row number of the input within its file, from 1
     * @param trueClass null for an input from a file
     * @param macs null, as {@code macsSaved}, if the cost of a layer is unknown
     */
    private record Row(
            String input,
            int row,
            int label,
            String className,
            String trueClass,
            double confidence,
            int exit,
            int exits,
            Long macs,
            Double macsSaved) {
        static Row of(String input, int row, Prediction prediction, Optional<String> trueClass, PersonalModel model) {
            return new Row(
                    input,
                    row,
                    prediction.label(),
                    model.classNames().get(prediction.label()),
                    trueClass.orElse(null),
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
            return "%s%s: %s (%s)%s at exit %d of %d, %s"
                    .formatted(
                            VisibleText.line(input),
                            alone ? "" : ", row " + row,
                            VisibleText.line(className),
                            Figures.percent(confidence),
                            trueClass == null ? "" : ", true class %s,".formatted(VisibleText.line(trueClass)),
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
            List<List<float[]>> files = inputs.stream()
                    .filter(input -> !isTest(input))
                    .map(file -> model.readAll(Path.of(file)))
                    .toList();
            Examples tests = tests(model);
            Iterator<List<float[]>> nextFile = files.iterator();
            Iterator<Prediction> ofFiles =
                    model.predict(files.stream().flatMap(List::stream).toList()).iterator();
            Iterator<Prediction> ofTests = model.predict(tests).iterator();
            List<Row> rows = new ArrayList<>();
            List<String> lines = new ArrayList<>();
            int test = 0;
            for (String input : inputs) {
                boolean isTest = isTest(input);
                Optional<String> trueClass =
                        isTest ? Optional.of(model.classNames().get(tests.label(test++))) : Optional.empty();
                int count = isTest ? 1 : nextFile.next().size();
                for (int number = 1; number <= count; number++) {
                    Row row = Row.of(input, number, (isTest ? ofTests : ofFiles).next(), trueClass, model);
                    rows.add(row);
                    lines.add(row.line(count == 1));
                }
            }
            json.print(terminal, rows, () -> lines);
        }
    }

    private static boolean isTest(String input) {
        return input.startsWith(TEST);
    }

    /** Returns the test examples that inputs name, in order; reads the data of the run only if there are any. */
    private Examples tests(PersonalModel model) {
        List<String> named = inputs.stream().filter(PredictCommand::isTest).toList();
        if (named.isEmpty()) {
            return Examples.of(new int[0], (index, target, offset) -> {});
        }
        Examples all = model.testExamples();
        return all.select(
                named.stream().mapToInt(input -> index(input, all.size())).toArray());
    }

    /** Returns the index of the test example that an input names, of {@code size}. */
    private int index(String input, int size) {
        String number = input.substring(TEST.length());
        int n = number.matches("\\d{1,9}") ? Integer.parseInt(number) : 0;
        if (n < 1 || n > size) {
            throw new ExeuntException(
                    Errors.CONFIG_18,
                    size == 0
                            ? "Client %s has no test examples; name a file instead of %s."
                                    .formatted(VisibleText.line(client), VisibleText.line(input))
                            : "--input %s: expected a test example of client %s, from test:1 to test:%d."
                                    .formatted(VisibleText.line(input), VisibleText.line(client), size));
        }
        return n - 1;
    }
}
