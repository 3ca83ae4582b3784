package org.exeunt.app.findings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ExitConfidence;
import org.exeunt.app.statistics.Rounding;
import org.exeunt.app.table.Table;
import org.exeunt.app.table.Table.Format;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.archive.RunSummary.ChosenRule;
import org.exeunt.runtime.archive.RunSummary.FinalRound;
import org.exeunt.runtime.archive.RunSummary.Policy;
import org.exeunt.runtime.archive.RunSummary.Work;
import org.exeunt.runtime.store.records.EvaluationMeans;

/**
 * A measure of a run, which is a column of tables.
 *
 * @param kind of the value, which determines its unit
 * @param key in files, which contain the plain value: a fraction in [0, 1], bytes or a count
 * @param title in tables
 * @param value of a run in the unit of files; null if the run has none
 */
public record Measure(Kind kind, String key, String title, Function<RunRecords, Number> value) {
    /** What measures are of. */
    public enum Kind {
        /** The accuracy of one exit. */
        EXIT("exits"),
        /** An accuracy of several exits or evaluations together. */
        EXITS("exits"),
        /** An accuracy of clients. */
        CLIENTS(""),
        /** A comparison of clients with the run without federation. */
        LOCAL("clients"),
        /** The accuracy of clients that never train. */
        NEW_CLIENTS(""),
        /** The saving of the best exit policy. */
        SAVED(""),
        /** The saving of one exit policy. */
        POLICY("exit policies"),
        /** How far exits and exit rules can be trusted. */
        TRUST(COSTS),
        /** A number of bytes, in tables in MB. */
        BYTES(1e-6, Format.THREE_DIGITS),
        /** Simulated seconds. */
        SECONDS(1, Format.THREE_DIGITS),
        /** Passes over local data. */
        EPOCHS(1, Format.COUNT),
        /** A metric of the strategy. */
        METRIC(1, Format.FOUR_DIGITS);

        private final String group;
        private final double factor;
        private final Format format;

        Kind(String group) {
            this.group = group;
            this.factor = PERCENT;
            this.format = Format.DECIMAL;
        }

        Kind(double factor, Format format) {
            this.group = COSTS;
            this.factor = factor;
            this.format = format;
        }
    }

    private static final String COSTS = "costs";
    private static final double PERCENT = 100;

    /** The key of the saved fraction of MACs. */
    public static final String MACS_SAVED = "macs-saved";

    /** The number of evaluations that the CAFEDistill paper's reference code averages at the end of a run. */
    private static final int LAST = 5;

    /** The target of times and bytes, as a fraction of the accuracy without federation. */
    private static final double SHARE_OF_LOCAL = 0.9;

    /** The mean accuracy over exits, to which the statistical tests apply. */
    public static final Measure MEAN =
            accuracy(Kind.CLIENTS, "accuracy-mean", "mean of exits", round -> round.meanAccuracy()
                    .mean());

    /** The mean accuracy of the tenth of clients with the lowest accuracy. */
    public static final Measure WORST_TENTH =
            accuracy(Kind.CLIENTS, "accuracy-worst-tenth", "worst 10 %", round -> round.meanAccuracy()
                    .worstTenth());

    /** The saved fraction of MACs, by the best exit policy. */
    public static final Measure SAVED = saved(Kind.SAVED, MACS_SAVED, "MACs saved", policy -> true);

    /** The passes over local data, summed over clients. */
    static final Measure EPOCHS = new Measure(
            Kind.EPOCHS,
            "epochs",
            "epochs",
            run -> integerIfWhole(run.summary().work().epochs()));

    /**
     * How far exits and exit rules can be trusted: means over exits, early ones for overthinking, and the chosen rule.
     */
    public static final List<Measure> RELIABILITY = List.of(
            ofExits("failure-prediction", ExitConfidence::failurePrediction, 0),
            ofExits("calibration-error", exit -> OptionalDouble.of(exit.calibrationError()), 0),
            ofExits("overthinking", exit -> OptionalDouble.of(exit.overthinking()), 1),
            chosen("macs-saved-promised", "saving promised", rule -> rule.promised()
                    .macsSaved()),
            chosen("macs-saved-kept", "saving kept", rule -> rule.kept().macsSaved()),
            chosen("accuracy-drop-promised", "loss promised", rule -> rule.promised()
                    .accuracyDrop()),
            chosen("accuracy-drop-kept", "loss kept", rule -> rule.kept().accuracyDrop()));

    /**
     * Returns the measures of runs, of which some may have more exits, new clients or simulated time.
     *
     * @param runs at least one
     * @param local runs without federation, by seed, with which runs are compared; empty if there are none
     */
    public static List<Measure> of(Collection<RunRecords> runs, Map<Long, RunRecords> local) {
        int exits = runs.stream().mapToInt(run -> run.summary().exits()).max().orElseThrow();
        boolean simulated = runs.stream().anyMatch(Measure::simulates);
        List<Measure> measures = new ArrayList<>();
        IntStream.range(0, exits)
                .forEach(exit -> measures.add(accuracy(
                        Kind.EXIT,
                        "accuracy-exit-" + (exit + 1),
                        "exit " + (exit + 1),
                        round -> exit < round.exits().size()
                                ? round.exits().get(exit).accuracy().mean()
                                : null)));
        measures.add(MEAN);
        if (runs.stream().anyMatch(run -> run.evaluations().size() >= LAST)) {
            measures.add(new Measure(Kind.EXITS, "accuracy-mean-last-five", "mean, last five", Measure::lastFive));
        }
        measures.add(WORST_TENTH);
        measures.add(accuracy(Kind.EXITS, "accuracy-voting", "all voting", round -> round.ensembleAccuracy()
                .mean()));
        if (!local.isEmpty()) {
            measures.add(against(local, Kind.LOCAL, "clients-above-local", "above local", Measure::aboveLocal));
            measures.add(
                    against(local, Kind.LOCAL, "gain-over-local-worst-tenth", "gain, worst 10 %", Measure::worstGain));
        }
        if (runs.stream().anyMatch(run -> run.summary().newClients() != null)) {
            measures.add(ofSummary(Kind.NEW_CLIENTS, "accuracy-new-clients", "new clients", run -> Optional.ofNullable(
                            run.newClients())
                    .filter(never -> never.tested().clients() > 0)
                    .map(never -> never.meanAccuracy().mean())
                    .orElse(null)));
        }
        measures.add(SAVED);
        List<String> policies = runs.stream()
                .flatMap(run -> run.summary().policies().stream())
                .map(Policy::policy)
                .distinct()
                .toList();
        if (policies.size() > 1) {
            policies.forEach(
                    name -> measures.add(saved(Kind.POLICY, macsSavedKey(name), "MACs saved, " + name, name::equals)));
        }
        measures.add(cost(Kind.BYTES, "downlink-bytes", "MB down", work -> work.downlinkBytes()));
        measures.add(cost(Kind.BYTES, "uplink-bytes", "MB up", work -> work.uplinkBytes()));
        measures.add(EPOCHS);
        if (simulated) {
            measures.add(cost(Kind.SECONDS, "simulated-seconds", "simulated s", Work::simulatedSeconds));
        }
        if (simulated && !local.isEmpty()) {
            measures.add(
                    against(local, Kind.SECONDS, "seconds-to-local", "s to 90 % of local", (run, alone) -> untilLocal(
                                    run, alone)
                            .map(CostUntil::seconds)));
            measures.add(against(
                    local, Kind.BYTES, "bytes-to-local", "MB to 90 % of local", (run, alone) -> untilLocal(run, alone)
                            .map(CostUntil::bytes)));
        }
        return measures;
    }

    /** Returns the value of a run in the unit of files; null if it has none. */
    public Number valueOf(RunRecords run) {
        return value.apply(run);
    }

    /** Returns the column of the measure. */
    public Table.Column column() {
        return new Table.Column(key, title, format(), kind.group);
    }

    /** Returns the factor by which tables multiply the value: 100 for %, 1e-6 for MB. */
    public double factor() {
        return kind.factor;
    }

    /** Returns the format in tables. */
    public Format format() {
        return kind.format;
    }

    /** Returns whether the highest values are marked as best. */
    public boolean ranked() {
        return !kind.group.equals(COSTS);
    }

    /** Returns the title with its unit, for tables with a line for each measure. */
    public String titleWithUnit() {
        return title.replace("MB ", "bytes ") + (factor() == PERCENT ? ", %" : "");
    }

    /** Returns a value, or a difference of values, in the unit of such a table; a dash if it is null. */
    public String text(Number value) {
        if (value == null) {
            return Figures.NONE;
        }
        double known = value.doubleValue();
        return kind == Kind.BYTES
                ? (known < 0 ? "-" : "") + Figures.bytes(Math.round(Math.abs(known)))
                : format().text(factor() * known);
    }

    /** Returns whether a run simulates time. */
    public static boolean simulates(RunRecords run) {
        return run.summary().work().simulatedSeconds() != null;
    }

    private static Measure ofSummary(Kind kind, String key, String title, Function<RunSummary, Number> value) {
        return new Measure(kind, key, title, run -> value.apply(run.summary()));
    }

    private static Measure accuracy(Kind kind, String key, String title, Function<FinalRound, Number> value) {
        return ofSummary(
                kind,
                key,
                title,
                run -> run.finalRound().tested().clients() == 0 ? null : value.apply(run.finalRound()));
    }

    /** Returns the mean over exits and the last five evaluations; null if the run has fewer, or no test examples. */
    private static Number lastFive(RunRecords run) {
        List<EvaluationMeans> all = run.evaluations();
        return all.size() < LAST || run.summary().finalRound().tested().clients() == 0
                ? null
                : all.subList(all.size() - LAST, all.size()).stream()
                        .mapToDouble(EvaluationMeans::meanAccuracy)
                        .average()
                        .orElseThrow();
    }

    private static Measure saved(Kind kind, String key, String title, Predicate<String> policies) {
        return ofSummary(kind, key, title, run -> macsSaved(
                        run.policies().stream().filter(policy -> policies.test(policy.policy())))
                .orElse(null));
    }

    private static Measure cost(Kind kind, String key, String title, Function<Work, Number> value) {
        return ofSummary(kind, key, title, run -> value.apply(run.work()));
    }

    /** Returns a measure of a run and the run without federation of its seed. */
    private static Measure against(
            Map<Long, RunRecords> local,
            Kind kind,
            String key,
            String title,
            BiFunction<RunRecords, RunRecords, Optional<Double>> value) {
        return new Measure(kind, key, title, run -> Optional.ofNullable(
                        local.get(run.summary().setting().seed()))
                .filter(alone -> alone != run)
                .flatMap(alone -> value.apply(run, alone))
                .orElse(null));
    }

    /** Returns the cost of a run when it first has 90 % of the accuracy of the run without federation. */
    private static Optional<CostUntil> untilLocal(RunRecords run, RunRecords alone) {
        return simulates(run)
                ? CostUntil.accuracy(
                        run,
                        SHARE_OF_LOCAL
                                * alone.summary().finalRound().meanAccuracy().mean())
                : Optional.empty();
    }

    private static Number integerIfWhole(double value) {
        return value == Math.rint(value) ? (Number) (long) value : (Number) value;
    }

    /** Returns the key of the MACs that an exit policy saves; several of one type are numbered. */
    public static String macsSavedKey(String policy) {
        return MACS_SAVED + "-" + policy.replace(" (", "-").replace(")", "");
    }

    /** Returns the savings of the best of some exit policies at the accuracy of the final exit. */
    public static Optional<Double> macsSaved(Stream<Policy> policies) {
        return policies.map(Policy::macsSavedAtEqualAccuracy)
                .filter(Objects::nonNull)
                .max(Double::compare);
    }

    /** Returns the mean of a figure over exits, but for the last ones. */
    private static Measure ofExits(String key, Function<ExitConfidence, OptionalDouble> figure, int without) {
        return ofSummary(Kind.TRUST, key, key.replace('-', ' '), run -> mean(run.reliability().exits().stream()
                        .limit(run.exits() - without)
                        .map(figure)
                        .flatMapToDouble(OptionalDouble::stream))
                .orElse(null));
    }

    private static Measure chosen(String key, String title, Function<ChosenRule, Double> figure) {
        return ofSummary(
                Kind.TRUST, key, title, run -> chosenRule(run).map(figure).orElse(null));
    }

    /** Returns the rule chosen on validation examples that promises the largest saving; the first of equal ones. */
    public static Optional<ChosenRule> chosenRule(RunSummary summary) {
        return summary.reliability().chosen().stream()
                .max(Comparator.comparingDouble(rule -> rule.promised().macsSaved()));
    }

    /** Returns the results of clients with test examples in the final evaluation, without those of new clients. */
    public static List<ClientEvaluation> tested(RunRecords run) {
        return run.finalEvaluation().clients().stream()
                .filter(client -> client.examples() > 0)
                .toList();
    }

    /** Returns the gains in accuracy, mean of exits, over the run without federation, the least first. */
    private static double[] gains(RunRecords run, RunRecords local) {
        Map<ClientId, Double> alone = tested(local).stream()
                .collect(Collectors.toMap(ClientEvaluation::client, ClientEvaluation::meanAccuracy));
        return tested(run).stream()
                .filter(client -> alone.containsKey(client.client()))
                .mapToDouble(client -> Rounding.difference(client.meanAccuracy(), alone.get(client.client())))
                .sorted()
                .toArray();
    }

    /**
     * Returns the mean gain over the run without federation of the tenth of clients that gain least, at least one;
     * empty without common clients.
     */
    static Optional<Double> worstGain(RunRecords run, RunRecords local) {
        double[] gains = gains(run, local);
        return mean(Arrays.stream(gains).limit(Math.max(1, gains.length / 10)));
    }

    /** Returns the fraction of clients that are more accurate than without federation; empty without common clients. */
    public static Optional<Double> aboveLocal(RunRecords run, RunRecords local) {
        return mean(Arrays.stream(gains(run, local)).map(gain -> gain > 0 ? 1 : 0));
    }

    private static Optional<Double> mean(DoubleStream values) {
        return values.average().stream().boxed().findFirst();
    }
}
