package org.exeunt.app.inspect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.exeunt.api.Exit;
import org.exeunt.api.Macs;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.app.findings.Clauses;
import org.exeunt.app.findings.Measure;
import org.exeunt.app.report.Page;
import org.exeunt.app.table.Departures;
import org.exeunt.app.text.Figures;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.model.ExitAnswers;
import org.exeunt.runtime.model.RunModels;
import org.exeunt.runtime.store.identity.ClassDistribution.ClientCounts;

/** The section of a run's page that shows at which exit inputs of one client leave, at any threshold of confidence. */
public final class LeavingInputs {
    /** The title of the section. */
    public static final String TITLE = "Which inputs leave where";

    private static final int SHOWN = 60;
    private static final int COUNTED = 1_000;
    private static final int STEPS = 100;
    private static final int SIDE = 48;
    private static final int LETTERS = 240;

    /** The threshold in % that is shown first if none was chosen. */
    private static final int USUAL = 80;

    private static final Pattern CONFIDENCE = Pattern.compile("confidence ([01]\\.\\d+)");

    private static final List<String> NOTES = List.of(
            "An input leaves at the first exit whose confidence reaches the threshold. A frame marks a wrong answer.",
            "Accuracy and saving are those of all its test inputs. MACs are relative to those of the static network.",
            "A threshold that is chosen here is chosen on test inputs.");

    private LeavingInputs() {}

    /**
     * Returns the section for the client with the median accuracy; empty if the network has one exit, or no client has
     * test examples.
     *
     * @throws org.exeunt.api.error.ExeuntException if the data or the models of the run cannot be used
     */
    public static Optional<Page.Section> of(FinishedRun finished, PluginRegistry registry) {
        RunRecords run = finished.records();
        List<ClientEvaluation> tested = Measure.tested(run).stream()
                .sorted(Comparator.comparingDouble(ClientEvaluation::meanAccuracy))
                .toList();
        if (tested.isEmpty() || run.summary().exits() == 1) {
            return Optional.empty();
        }
        ClientEvaluation median = tested.get((tested.size() - 1) / 2);
        List<Double> thresholds = IntStream.rangeClosed(0, STEPS)
                .mapToObj(step -> step / (double) STEPS)
                .toList();
        String policy = "evaluation.exit-policies=[{\"type\": \"confidence\", \"thresholds\": %s}]";
        RunModels models = RunModels.of(finished, registry, Path.of(""), List.of(policy.formatted(thresholds)));
        ExitAnswers answers = ExitAnswers.of(models, median.client(), COUNTED, Path.of(""));
        String owner = run.inputs().classes().clients().stream()
                .filter(client -> client.client() == median.client().index() && client.owner() != null)
                .map(ClientCounts::owner)
                .map(" (owner %s)"::formatted)
                .findFirst()
                .orElse("");
        int shown = Math.min(SHOWN, answers.answers().size());
        String text = "Client %s%s has the median accuracy of %s, mean of exits: %s. It has %s%s."
                .formatted(
                        median.client(),
                        owner,
                        Figures.count(tested.size(), "client"),
                        Figures.percent(median.meanAccuracy()),
                        Figures.count(median.examples(), "test input"),
                        shown < median.examples() ? ", of which %d are shown".formatted(shown) : "");
        return Optional.of(new Page.Section(TITLE, text, List.of(departures(answers, run.summary())), List.of()));
    }

    private static Departures departures(ExitAnswers all, RunSummary summary) {
        Optional<Macs> whole = all.network().costOfOnly(all.network().finalExit());
        List<String> exits = new ArrayList<>();
        for (Exit exit : all.network().allExits()) {
            exits.add(all.network()
                    .costOfLeavingAt(exit)
                    .map(macs -> 100.0 * macs.count() / whole.orElseThrow().count())
                    .map(percent -> Figures.number(percent, 1) + " % of the MACs")
                    .orElse(""));
        }
        List<Departures.Step> steps = all.evaluation().rules().stream()
                .map(rule -> new Departures.Step(
                        100 * rule.accuracy(),
                        rule.expectedMacs().stream()
                                .map(macs ->
                                        100 * (1 - macs / whole.orElseThrow().count()))
                                .boxed()
                                .findFirst()
                                .orElse(null),
                        rule.shares().stream().map(share -> 100 * share).toList()))
                .toList();
        double last = all.evaluation().exit(all.network().finalExit()).accuracy();
        return new Departures(
                exits,
                inputs(all),
                steps,
                100 * last,
                chosen(summary),
                Clauses.leaving(summary).map("All clients: %s."::formatted).orElse(""),
                all.dataset().classNames(),
                IntStream.range(0, all.answers().size())
                        .mapToObj(i ->
                                tested(all.examples().label(i), all.answers().get(i)))
                        .toList(),
                NOTES);
    }

    /** Returns the threshold in % of the rule that the run chose on validation examples. */
    private static int chosen(RunSummary summary) {
        return Measure.chosenRule(summary)
                .flatMap(rule -> Optional.ofNullable(rule.label()))
                .map(CONFIDENCE::matcher)
                .filter(Matcher::matches)
                .map(label -> (int) Math.round(STEPS * Double.parseDouble(label.group(1))))
                .orElse(USUAL);
    }

    private static double[] tested(int label, List<ExitDecision> answers) {
        return DoubleStream.concat(
                        DoubleStream.of(label),
                        answers.stream()
                                // rounded down: a confidence is not above a threshold that it does not reach
                                .flatMapToDouble(answer ->
                                        DoubleStream.of(answer.label(), Math.floor(1e4 * answer.confidence()) / 1e4)))
                .toArray();
    }

    private static List<Departures.Input> inputs(ExitAnswers all) {
        int size = all.answers().size();
        int[] shown = IntStream.range(0, Math.min(SHOWN, size))
                .map(i -> i * size / Math.min(SHOWN, size))
                .toArray();
        List<float[]> values = all.inputs();
        List<String> contents =
                contents(all, Arrays.stream(shown).mapToObj(values::get).toList());
        List<String> classes = all.dataset().classNames();
        return Arrays.stream(shown)
                .mapToObj(i -> new Departures.Input(
                        contents.get(Arrays.binarySearch(shown, i)),
                        classes.get(all.examples().label(i)),
                        all.answers().get(i).stream()
                                .map(answer -> new Departures.Answer(classes.get(answer.label()), answer.confidence()))
                                .toList()))
                .toList();
    }

    /** Returns inputs as addresses of pictures, as words, as features with their names, or as numbers. */
    private static List<String> contents(ExitAnswers all, List<float[]> values) {
        InputShape shape = all.dataset().input();
        if (Pictures.areImages(shape)) {
            return new Pictures(shape, values)
                    .images(SIDE).stream()
                            .map(image -> Pictures.png(List.of(image), image.getWidth(), image.getHeight()))
                            .toList();
        }
        if (shape.lengths().size() == 2) {
            return new Pictures(shape, values).lines();
        }
        Function<float[], String> text = Samples.text(all.source(), shape);
        return values.stream()
                .map(text)
                .map(whole -> whole.length() <= LETTERS ? whole : whole.substring(0, LETTERS) + "…")
                .toList();
    }
}
