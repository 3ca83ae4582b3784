package org.exeunt.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.exit.Promise;
import org.exeunt.api.exit.Promise.Risk;
import org.exeunt.api.exit.Promise.Scope;
import org.exeunt.api.exit.SharedChoice;
import org.exeunt.api.objective.Softmax;
import org.exeunt.strategies.exit.Budgeted;
import org.exeunt.strategies.exit.Confidence;
import org.exeunt.strategies.exit.RiskControlled;

/**
 * Counts how often promises of exit rules are broken, over random draws of calibration examples from the real
 * predictions for each client. Prints CSV; see {@code benchmarks/promises}.
 *
 * <p>A promise is about the distribution that the calibration examples are drawn from. The examples of a client are that
 * distribution here: half as many are drawn from them, with replacement, and a promise is {@code broken} if the rule
 * exceeds epsilon on all of them. For comparison, all examples are also split into two halves; {@code half-broken}
 * counts the rules that exceed epsilon on the test half. A half has chance errors of its own, and has more errors
 * whenever the other half has fewer, so that these are more than the broken promises.
 */
public final class PromiseSplits {
    private static final double DELTA = .1;
    private static final long SEED = 7;
    private static final List<Double> GRID = List.of(
            .999, .998, .995, .99, .98, .97, .96, .95, .94, .92, .9, .88, .86, .84, .82, .8, .75, .7, .65, .6, .55, .5,
            .45, .4, .35, .3, .2, .1, 0.0);

    private final double[] macs;
    private final List<List<Example>> clients;

    private PromiseSplits(double[] macs, List<List<Example>> clients) {
        this.macs = macs;
        this.clients = clients;
    }

    /**
     * Prints the rows of one data set.
     *
     * @param arguments name of the data, file of {@code export --predictions}, number of draws, and MACs of leaving at
     *     each exit, shallowest first
     */
    public static void main(String[] arguments) throws IOException {
        double[] macs =
                Stream.of(arguments).skip(3).mapToDouble(Double::parseDouble).toArray();
        new PromiseSplits(macs, read(Path.of(arguments[1]))).print(arguments[0], Integer.parseInt(arguments[2]));
    }

    /** The predictions for one example: class probabilities of each exit. */
    private record Example(double[][] probabilities, int label) {
        Answer leave(ExitRule rule) {
            int exit = 1;
            while (exit < probabilities.length && !rule.shouldExit(input(exit))) {
                exit++;
            }
            ExitDecision decision = ExitDecision.of(rule, input(exit));
            int last = Softmax.likeliest(probabilities[probabilities.length - 1]);
            return new Answer(exit, decision.label() == label, last == label, decision.label() != last);
        }

        private ExitInput input(int exit) {
            return new ExitInput(Arrays.copyOf(probabilities, exit));
        }
    }

    private record Answer(int exit, boolean right, boolean lastRight, boolean changed) {}

    /** What a rule does on some examples, as sums. */
    private record Outcome(int examples, int harmed, int changed, int lost, double macs) {
        Outcome plus(Outcome other) {
            return new Outcome(
                    examples + other.examples,
                    harmed + other.harmed,
                    changed + other.changed,
                    lost + other.lost,
                    macs + other.macs);
        }

        /** Returns the share of examples with a risk; without one, the loss of accuracy, which may be negative. */
        double risk(Risk risk) {
            return (double) (risk == null ? lost : risk == Risk.HARM ? harmed : changed) / examples;
        }
    }

    private Outcome outcome(ExitRule rule, List<Example> examples) {
        int harmed = 0;
        int changed = 0;
        int lost = 0;
        double cost = 0;
        for (Example example : examples) {
            Answer answer = example.leave(rule);
            harmed += answer.lastRight && !answer.right ? 1 : 0;
            changed += answer.changed ? 1 : 0;
            lost += (answer.lastRight ? 1 : 0) - (answer.right ? 1 : 0);
            cost += macs[answer.exit - 1] / macs[macs.length - 1];
        }
        return new Outcome(examples.size(), harmed, changed, lost, cost);
    }

    /** A way to choose rules, one per client, from calibration examples; null for a client that promises nothing. */
    private record Choice(
            String name, Risk risk, boolean shared, Function<List<List<Example>>, List<ExitRule>> rules) {}

    private List<Choice> choices(double epsilon) {
        List<Choice> choices = new ArrayList<>();
        for (Risk risk : Risk.values()) {
            String name = risk.name().toLowerCase(Locale.ROOT);
            RiskControlled.Options options = new RiskControlled.Options(risk, Scope.CLIENT, epsilon, DELTA, GRID);
            choices.add(new Choice("risk-controlled " + name, risk, false, halves -> halves.stream()
                    .map(half -> promised(
                            RiskControlled.of(options).rules(calibration(half)).get(0)))
                    .toList()));
            choices.add(new Choice(
                    "risk-controlled " + name + " federation",
                    risk,
                    true,
                    halves ->
                            shared(new RiskControlled.Options(risk, Scope.FEDERATION, epsilon, DELTA, GRID), halves)));
            choices.add(new Choice("threshold without a bound " + name, risk, false, halves -> halves.stream()
                    .map(half -> cheapest(
                            thresholds(), half, rule -> outcome(rule, half).risk(risk) <= epsilon))
                    .toList()));
        }
        choices.add(unbounded("confidence", thresholds(), epsilon));
        choices.add(unbounded(
                "budgeted",
                Budgeted.of(new Budgeted.Options(IntStream.range(1, 40).boxed().toList(), List.of())),
                epsilon));
        return choices;
    }

    private static ExitPolicy thresholds() {
        return Confidence.of(new Confidence.Options(GRID));
    }

    /** Chooses the cheapest rule that loses at most epsilon of the accuracy on the calibration examples. */
    private Choice unbounded(String name, ExitPolicy policy, double epsilon) {
        return new Choice(name, null, false, halves -> halves.stream()
                .map(half -> cheapest(policy, half, rule -> outcome(rule, half).risk(null) <= epsilon))
                .toList());
    }

    private ExitRule cheapest(ExitPolicy policy, List<Example> half, Predicate<ExitRule> goodEnough) {
        return policy.rules(calibration(half)).stream()
                .filter(goodEnough)
                .min(Comparator.comparingDouble(rule -> outcome(rule, half).macs()))
                .orElse(null);
    }

    private static ExitRule promised(ExitRule rule) {
        return rule.promise().filter(Promise::holds).isPresent() ? rule : null;
    }

    private static List<ExitRule> shared(RiskControlled.Options options, List<List<Example>> halves) {
        ExitPolicy policy = RiskControlled.of(options);
        SharedChoice choice = policy.sharedChoice().orElseThrow();
        SharedChoice.Chosen chosen = choice.choose(halves.stream()
                .map(half -> choice.counts(calibration(half)))
                .reduce(SharedChoice.Counts::plus)
                .orElseThrow());
        ExitRule rule = policy.rules(calibration(halves.get(0))).get(chosen.rule());
        return Collections.nCopies(halves.size(), chosen.promise().holds() ? rule : null);
    }

    private static CalibrationSet calibration(List<Example> examples) {
        int exits = examples.get(0).probabilities().length;
        return new CalibrationSet(
                IntStream.range(0, exits)
                        .mapToObj(exit -> examples.stream()
                                .map(example -> example.probabilities()[exit])
                                .toArray(double[][]::new))
                        .toArray(double[][][]::new),
                examples.stream().mapToInt(Example::label).toArray());
    }

    /** Sums over draws: those of clients or, if all share one promise, those of the federation. */
    private static final class Tally {
        int draws;
        int promises;
        int broken;
        int loses;
        double saved;
        final Map<Integer, Integer> brokenOf = new TreeMap<>();

        void add(int client, boolean promised, Outcome outcome, Risk risk, double epsilon) {
            draws++;
            promises += promised ? 1 : 0;
            saved += promised ? 1 - outcome.macs() / outcome.examples() : 0;
            boolean breaks = promised && outcome.risk(risk) > epsilon;
            broken += breaks ? 1 : 0;
            brokenOf.merge(client, breaks ? 1 : 0, Integer::sum);
            loses += promised && outcome.risk(null) > epsilon ? 1 : 0;
        }
    }

    private void print(String data, int draws) {
        System.out.println("data,epsilon,delta,choice,draws,promises,broken,loses-accuracy,broken-most,macs-saved,"
                + "half-promises,half-broken,seed");
        for (double epsilon : new double[] {.02, .05}) {
            List<Choice> choices = choices(epsilon);
            List<Tally> drawn = choices.stream().map(choice -> new Tally()).toList();
            List<Tally> halves = choices.stream().map(choice -> new Tally()).toList();
            Random random = new Random(SEED);
            for (int draw = 0; draw < draws; draw++) {
                List<List<Example>> samples = clients.stream()
                        .map(all -> random.ints(all.size() / 2, 0, all.size())
                                .mapToObj(all::get)
                                .toList())
                        .toList();
                List<List<Example>> shuffled = clients.stream()
                        .map(ArrayList::new)
                        .<List<Example>>map(all -> all)
                        .toList();
                shuffled.forEach(all -> Collections.shuffle(all, random));
                for (int i = 0; i < choices.size(); i++) {
                    add(choices.get(i), drawn.get(i), samples, clients, epsilon);
                    add(
                            choices.get(i),
                            halves.get(i),
                            shuffled.stream()
                                    .map(all -> all.subList(0, all.size() / 2))
                                    .toList(),
                            shuffled.stream()
                                    .map(all -> all.subList(all.size() / 2, all.size()))
                                    .toList(),
                            epsilon);
                }
            }
            for (int i = 0; i < choices.size(); i++) {
                Tally tally = drawn.get(i);
                System.out.printf(
                        Locale.ROOT,
                        "%s,%s,%s,%s,%d,%d,%d,%d,%d,%.4f,%d,%d,%d%n",
                        data,
                        epsilon,
                        DELTA,
                        choices.get(i).name(),
                        tally.draws,
                        tally.promises,
                        tally.broken,
                        tally.loses,
                        Collections.max(tally.brokenOf.values()),
                        tally.saved / tally.draws,
                        halves.get(i).promises,
                        halves.get(i).broken,
                        SEED);
            }
        }
    }

    private void add(
            Choice choice, Tally tally, List<List<Example>> calibration, List<List<Example>> future, double epsilon) {
        List<ExitRule> rules = choice.rules().apply(calibration);
        Outcome sum = new Outcome(0, 0, 0, 0, 0);
        for (int client = 0; client < clients.size(); client++) {
            boolean promised = rules.get(client) != null;
            Outcome outcome = promised
                    ? outcome(rules.get(client), future.get(client))
                    : new Outcome(
                            future.get(client).size(),
                            0,
                            0,
                            0,
                            future.get(client).size());
            if (!choice.shared()) {
                tally.add(client, promised, outcome, choice.risk(), epsilon);
            }
            sum = sum.plus(outcome);
        }
        if (choice.shared()) {
            tally.add(0, rules.get(0) != null, sum, choice.risk(), epsilon);
        }
    }

    /** Reads the examples of each client. */
    private static List<List<Example>> read(Path file) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(file)) {
            ByteBuffer logits = data(zip, "logits");
            ByteBuffer labels = data(zip, "label");
            ByteBuffer owners = data(zip, "client");
            int examples = labels.remaining() / Integer.BYTES;
            List<Integer> shape = shape(zip, "logits");
            Map<Integer, List<Example>> clients = new TreeMap<>();
            for (int i = 0; i < examples; i++) {
                double[][] probabilities = new double[shape.get(1)][shape.get(2)];
                for (double[] exit : probabilities) {
                    double[] row = new double[exit.length];
                    for (int c = 0; c < row.length; c++) {
                        row[c] = logits.getDouble();
                    }
                    Softmax.row(row, 0, row.length, 1, exit);
                }
                clients.computeIfAbsent(owners.getInt(), client -> new ArrayList<>())
                        .add(new Example(probabilities, labels.getInt()));
            }
            return List.copyOf(clients.values());
        }
    }

    private static ByteBuffer data(FileSystem zip, String name) throws IOException {
        ByteBuffer in =
                ByteBuffer.wrap(Files.readAllBytes(zip.getPath(name + ".npy"))).order(ByteOrder.LITTLE_ENDIAN);
        return in.position(10 + in.getShort(8));
    }

    private static List<Integer> shape(FileSystem zip, String name) throws IOException {
        String header = new String(Files.readAllBytes(zip.getPath(name + ".npy")), 10, 118, StandardCharsets.US_ASCII);
        return Stream.of(header.replaceFirst("(?s).*'shape': \\(([0-9, ]+)\\).*", "$1")
                        .split(", *"))
                .map(Integer::valueOf)
                .toList();
    }
}
