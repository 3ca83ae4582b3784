package org.exeunt.app.inspect;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.Macs;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.app.findings.Measure;
import org.exeunt.app.report.Page;
import org.exeunt.app.table.Departures;
import org.exeunt.app.text.Figures;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.model.ExitAnswers;
import org.exeunt.runtime.model.SavedRun;
import org.exeunt.runtime.store.identity.ClassDistribution.ClientCounts;
import org.exeunt.runtime.store.records.RunArchive;

/** The section of a run's page that shows at which exit inputs of one client leave, at any threshold of confidence. */
public final class LeavingInputs {
    /** The title of the section. */
    public static final String TITLE = "Which inputs leave where";

    private static final int SHOWN = 60;
    private static final int STEPS = 100;
    private static final int SIDE = 48;
    private static final int FEATURES = 12;
    private static final int LETTERS = 240;

    private static final List<String> NOTES = List.of(
            "An input leaves at the first exit whose confidence reaches the threshold. A frame marks a wrong answer.",
            "Accuracy and MACs are of all test inputs of the client. A threshold that is chosen here is chosen on test"
                    + " inputs.");

    private LeavingInputs() {}

    /**
     * Returns the section for the client with the median accuracy; empty if the network has one exit, or no client has
     * test examples.
     *
     * @param directory of the run
     * @throws org.exeunt.api.error.ExeuntException if the data or the models of the run cannot be used
     */
    public static Optional<Page.Section> of(Path directory, RunArchive run, PluginRegistry registry) {
        List<ClientEvaluation> tested = Measure.tested(run).stream()
                .sorted(Comparator.comparingDouble(ClientEvaluation::meanAccuracy))
                .toList();
        if (tested.isEmpty() || run.summary().exits() == 1) {
            return Optional.empty();
        }
        ClientEvaluation median = tested.get((tested.size() - 1) / 2);
        String thresholds = IntStream.rangeClosed(0, STEPS)
                .mapToObj(step -> String.valueOf(step / (double) STEPS))
                .collect(Collectors.joining(",", "[", "]"));
        SavedRun saved = SavedRun.open(
                directory,
                registry,
                Path.of(""),
                List.of("evaluation.exit-policies=[{\"type\": \"confidence\", \"thresholds\": %s}]"
                        .formatted(thresholds)));
        ExitAnswers answers = ExitAnswers.of(saved, median.client(), SHOWN, Path.of(""));
        String owner = run.inputs().classes().clients().stream()
                .filter(client -> client.client() == median.client().index() && client.owner() != null)
                .map(ClientCounts::owner)
                .map(" (owner %s)"::formatted)
                .findFirst()
                .orElse("");
        int shown = answers.answers().size();
        String text = "Client %s%s has the median accuracy of %s, mean of exits: %s. It has %s%s."
                .formatted(
                        median.client(),
                        owner,
                        Figures.count(tested.size(), "client"),
                        Figures.percent(median.meanAccuracy()),
                        Figures.count(median.examples(), "test input"),
                        shown < median.examples() ? ", of which %d are shown".formatted(shown) : "");
        return Optional.of(new Page.Section(TITLE, text, List.of(departures(answers)), List.of()));
    }

    private static Departures departures(ExitAnswers all) {
        Optional<Macs> whole = all.network().costOfOnly(all.network().finalExit());
        List<String> exits = new ArrayList<>();
        for (Exit exit : all.network().allExits()) {
            exits.add(all.network()
                    .costOfLeavingAt(exit)
                    .map(macs -> 100.0 * macs.count() / whole.orElseThrow().count())
                    .map("%.1f %% of the static network's MACs"::formatted)
                    .orElse(""));
        }
        List<Departures.Step> steps = all.evaluation().rules().stream()
                .map(rule -> new Departures.Step(
                        100 * rule.accuracy(),
                        rule.expectedMacs().stream()
                                .map(macs -> 100 * (1 - macs / whole.orElseThrow().count()))
                                .boxed()
                                .findFirst()
                                .orElse(null),
                        rule.shares().stream().map(share -> 100 * share).toList()))
                .toList();
        double last = all.evaluation().exit(all.network().finalExit()).accuracy();
        return new Departures(exits, inputs(all), steps, 100 * last, NOTES);
    }

    private static List<Departures.Input> inputs(ExitAnswers all) {
        List<float[]> values = new ArrayList<>();
        for (int i = 0; i < all.examples().size(); i++) {
            values.add(new float[all.dataset().input().size()]);
            all.examples().copyTo(i, values.get(i), 0);
        }
        List<String> pictures = pictures(all.dataset().input(), values);
        List<String> texts = pictures.isEmpty() ? texts(all, values) : List.of();
        List<String> classes = all.dataset().classNames();
        List<Departures.Input> inputs = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            inputs.add(new Departures.Input(
                    pictures.isEmpty() ? null : pictures.get(i),
                    texts.isEmpty() ? "" : texts.get(i),
                    classes.get(all.examples().label(i)),
                    all.answers().get(i).stream()
                            .map(answer -> answer(answer, classes))
                            .toList()));
        }
        return inputs;
    }

    private static Departures.Answer answer(ExitDecision decision, List<String> classes) {
        return new Departures.Answer(classes.get(decision.label()), decision.confidence());
    }

    /** Returns the addresses of pictures of images or time series; none of other inputs. */
    private static List<String> pictures(InputShape shape, List<float[]> values) {
        if (shape.lengths().size() == 2) {
            return new Pictures(shape, values).lines();
        }
        List<BufferedImage> images =
                Pictures.areImages(shape) ? new Pictures(shape, values).images(SIDE) : List.of();
        return images.stream()
                .map(image -> Pictures.png(List.of(image), image.getWidth(), image.getHeight()))
                .toList();
    }

    /** Returns inputs as the words of their tokens, as features with their names, or as numbers. */
    private static List<String> texts(ExitAnswers all, List<float[]> values) {
        InputShape shape = all.dataset().input();
        List<String> tokens = shape.vocabulary().isEmpty()
                ? List.of()
                : all.source().inputReader().map(InputReader::tokens).orElse(List.of());
        List<InputScaling.Channel> features = shape.lengths().size() > 1 || !tokens.isEmpty()
                ? List.of()
                : all.source()
                        .inputScaling()
                        .map(InputScaling::channels)
                        .filter(channels -> channels.size() == shape.size())
                        .orElse(List.of());
        return values.stream()
                .map(input -> {
                    String text = !tokens.isEmpty()
                            ? words(input, tokens)
                            : features.isEmpty() ? Samples.numbers(input) : features(input, features);
                    return text.length() <= LETTERS ? text : text.substring(0, LETTERS) + "…";
                })
                .toList();
    }

    /** Returns the words of tokens without padding and other tokens in angle brackets. */
    private static String words(float[] input, List<String> tokens) {
        return IntStream.range(0, input.length)
                .mapToObj(i -> tokens.get((int) input[i]))
                .filter(token -> !token.matches("<(?!unk).*>"))
                .collect(Collectors.joining(" "));
    }

    /** Returns the first features in their own units; of a category that is 1, the name. */
    private static String features(float[] input, List<InputScaling.Channel> features) {
        return IntStream.range(0, input.length)
                .filter(i -> !isCategory(features.get(i)) || input[i] == 1)
                .limit(FEATURES)
                .mapToObj(i -> features.get(i).name()
                        + (isCategory(features.get(i))
                                ? ""
                                : " = "
                                        + Figures.significant(input[i]
                                                        * features.get(i).deviation()
                                                + features.get(i).mean())))
                .collect(Collectors.joining(", "));
    }

    private static boolean isCategory(InputScaling.Channel feature) {
        return feature.name().contains(" = ");
    }
}
