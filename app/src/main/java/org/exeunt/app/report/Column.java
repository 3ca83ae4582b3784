package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.app.statistics.Rounding;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.records.RunArchive;
import org.exeunt.runtime.store.records.Summary;

/**
 * A column of the tables: one figure of a run.
 *
 * @param key in files, which contain the plain value: a fraction in [0, 1], bytes or a count
 * @param title in tables
 * @param factor by which tables multiply the value: 100 for %, 1e-6 for MB
 * @param decimals shown in tables; sizes and times have as many as {@link #figure} needs
 * @param ranked whether the highest values are marked as best
 * @param value of a run; empty if the run has none
 */
public record Column(
        String key,
        String title,
        double factor,
        int decimals,
        boolean ranked,
        Function<RunArchive, Optional<? extends Number>> value) {
    /** The key of the saved fraction of MACs. */
    static final String MACS_SAVED = "macs-saved";

    /** The key of the fraction of clients that are more accurate than without federation. */
    static final String ABOVE_LOCAL = "clients-above-local";

    /** The key of the gain over training without federation of the tenth of clients that gain least. */
    static final String WORST_GAIN = "gain-over-local-worst-tenth";

    /** The key of the accuracy of clients that never train. */
    static final String NEW_CLIENTS = "accuracy-new-clients";

    private static final double PERCENT = 100;
    private static final double PER_MEGABYTE = 1e-6;

    /** The target of times and bytes, as a fraction of the accuracy without federation. */
    private static final double SHARE_OF_LOCAL = 0.9;

    /**
     * Returns the columns of runs, without those that compare with local runs.
     *
     * @param runs at least one
     */
    public static List<Column> of(Collection<RunArchive> runs) {
        return of(runs, Map.of());
    }

    /** Returns whether a run simulates time. */
    static boolean simulates(RunArchive run) {
        return run.summary().work().simulatedSeconds() != null;
    }

    /**
     * Returns the columns of runs, of which some may have more exits, new clients or simulated time.
     *
     * @param runs at least one
     * @param local runs without federation, by seed; empty if there are none
     */
    static List<Column> of(Collection<RunArchive> runs, Map<Long, RunArchive> local) {
        int exits = runs.stream().mapToInt(run -> run.summary().exits()).max().orElseThrow();
        boolean newClients = runs.stream().anyMatch(run -> run.summary().newClients() != null);
        boolean simulated = runs.stream().anyMatch(Column::simulates);
        List<Column> columns = new ArrayList<>();
        for (int exit = 1; exit <= exits; exit++) {
            int index = exit - 1;
            columns.add(accuracy("accuracy-exit-" + exit, "exit " + exit, run -> Optional.of(
                            run.finalRound().exits())
                    .filter(all -> index < all.size())
                    .map(all -> all.get(index).accuracy().mean())));
        }
        columns.add(mean());
        columns.add(accuracy(
                "accuracy-worst-tenth",
                "worst 10 %",
                run -> Optional.of(run.finalRound().meanAccuracy().worstTenth())));
        columns.add(accuracy(
                "accuracy-voting",
                "all voting",
                run -> Optional.of(run.finalRound().ensembleAccuracy().mean())));
        if (!local.isEmpty()) {
            columns.add(against(local, ABOVE_LOCAL, "above local", Column::aboveLocal));
            columns.add(against(local, WORST_GAIN, "gain, worst 10 %", Column::worstGain));
        }
        if (newClients) {
            columns.add(share(NEW_CLIENTS, "new clients", run -> Optional.ofNullable(run.newClients())
                    .filter(never -> never.tested().clients() > 0)
                    .map(never -> never.meanAccuracy().mean())));
        }
        columns.add(share(MACS_SAVED, "MACs saved", Column::macsSaved));
        columns.addAll(macsSavedByPolicy(runs));
        columns.add(cost(
                "downlink-bytes", "MB down", PER_MEGABYTE, run -> run.work().downlinkBytes()));
        columns.add(
                cost("uplink-bytes", "MB up", PER_MEGABYTE, run -> run.work().uplinkBytes()));
        columns.add(cost("epochs", "epochs", 1, run -> run.work().epochs()));
        if (simulated) {
            columns.add(new Column(
                    "simulated-seconds",
                    "simulated s",
                    1,
                    0,
                    false,
                    run -> Optional.ofNullable(run.summary().work().simulatedSeconds())));
        }
        if (simulated && !local.isEmpty()) {
            columns.add(untilLocal(local, "seconds-to-local", "s to 90 % of local", 1, Spent::seconds));
            columns.add(untilLocal(local, "bytes-to-local", "MB to 90 % of local", PER_MEGABYTE, Spent::bytes));
        }
        return columns;
    }

    /** Returns the title with its unit, for tables with a line for each figure. */
    public String titleWithUnit() {
        return title.replace("MB ", "bytes ") + (factor == PERCENT ? ", %" : "");
    }

    /** Returns a figure that is in the unit of tables already; sizes and times have three significant digits. */
    String figure(double value) {
        return factor == PER_MEGABYTE || isTime() ? Figures.threeDigits(value) : Figures.number(value, decimals);
    }

    private boolean isTime() {
        return key.contains("seconds");
    }

    /** Returns a value, or a difference of values, in the unit of such a table; a dash if it is null. */
    public String text(Number value) {
        if (value == null) {
            return Figures.NONE;
        }
        double known = value.doubleValue();
        return key.endsWith("-bytes")
                ? (known < 0 ? "-" : "") + Figures.bytes(Math.round(Math.abs(known)))
                : figure(factor * known);
    }

    /** Returns the mean accuracy over exits, to which the statistical tests apply. */
    static Column mean() {
        return accuracy(
                "accuracy-mean",
                "mean of exits",
                run -> Optional.of(run.finalRound().meanAccuracy().mean()));
    }

    private static Column accuracy(String key, String title, Function<Summary, Optional<? extends Number>> value) {
        return share(key, title, run -> run.finalRound().tested().clients() == 0 ? Optional.empty() : value.apply(run));
    }

    private static Column share(String key, String title, Function<Summary, Optional<? extends Number>> value) {
        return new Column(key, title, PERCENT, 1, true, run -> value.apply(run.summary()));
    }

    private static Column against(
            Map<Long, RunArchive> local,
            String key,
            String title,
            BiFunction<RunArchive, RunArchive, Optional<Double>> figure) {
        return new Column(key, title, PERCENT, 1, true, run -> Optional.ofNullable(
                        local.get(run.summary().setting().seed()))
                .filter(alone -> alone != run)
                .flatMap(alone -> figure.apply(run, alone)));
    }

    /** Returns what a run has spent when it first has 90 % of the accuracy of the local run with its seed. */
    private static Column untilLocal(
            Map<Long, RunArchive> local, String key, String title, double factor, ToDoubleFunction<Spent> value) {
        return new Column(key, title, factor, 0, false, run -> Optional.ofNullable(
                        local.get(run.summary().setting().seed()))
                .filter(alone -> alone != run && simulates(run))
                .flatMap(alone -> Spent.untilAccuracy(
                        run,
                        SHARE_OF_LOCAL
                                * alone.summary().finalRound().meanAccuracy().mean()))
                .map(value::applyAsDouble));
    }

    private static Column cost(String key, String title, double factor, ToDoubleFunction<Summary> value) {
        return new Column(
                key, title, factor, 0, false, run -> Optional.of(integerIfWhole(value.applyAsDouble(run.summary()))));
    }

    private static Number integerIfWhole(double value) {
        if (value == Math.rint(value)) {
            return (long) value;
        }
        return value;
    }

    /** Returns a column for each exit policy if there are several. */
    private static List<Column> macsSavedByPolicy(Collection<RunArchive> runs) {
        List<String> policies = runs.stream()
                .flatMap(run -> run.summary().policies().stream())
                .map(Summary.Policy::policy)
                .distinct()
                .toList();
        return policies.size() < 2
                ? List.of()
                : policies.stream()
                        .map(policy -> share(
                                macsSavedKey(policy),
                                "MACs saved, " + policy,
                                run -> macsSaved(run, name -> name.equals(policy))))
                        .toList();
    }

    /** Returns the name of a policy for files; several of one type are numbered, such as {@code confidence (2)}. */
    static String key(String policy) {
        return policy.replace(" (", "-").replace(")", "");
    }

    /** Returns the key of the column of MACs that an exit policy saves. */
    static String macsSavedKey(String policy) {
        return MACS_SAVED + "-" + key(policy);
    }

    /** Returns the savings of the run's best exit policy at the accuracy of its final exit. */
    static Optional<Double> macsSaved(Summary run) {
        return macsSaved(run, name -> true);
    }

    private static Optional<Double> macsSaved(Summary run, Predicate<String> policies) {
        return run.policies().stream()
                .filter(policy -> policies.test(policy.policy()))
                .map(Summary.Policy::macsSavedAtEqualAccuracy)
                .filter(Objects::nonNull)
                .max(Double::compare);
    }

    /**
     * The fractions of clients whose accuracy, mean over exits, is higher in a run than in the run without federation,
     * or equal.
     */
    record AgainstLocal(double above, double equal) {
        /** Returns the end of a sentence on the clients that are not above. */
        static String others(double above, double equal) {
            return "%s %% equally, %s %% less."
                    .formatted(Figures.number(PERCENT * equal, 0), Figures.number(PERCENT * (1 - above - equal), 0));
        }
    }

    /** Returns the comparison of clients that have test examples in both runs; empty if there are none. */
    static Optional<AgainstLocal> againstLocal(RunArchive run, RunArchive local) {
        double[] gains = gains(run, local);
        return gains.length == 0
                ? Optional.empty()
                : Optional.of(new AgainstLocal(
                        DoubleStream.of(gains).filter(gain -> gain > 0).count() / (double) gains.length,
                        DoubleStream.of(gains).filter(gain -> gain == 0).count() / (double) gains.length));
    }

    /** Returns the results of clients with test examples in the final evaluation, without those of new clients. */
    static List<ClientEvaluation> tested(RunArchive run) {
        return run.finalEvaluation().clients().stream()
                .filter(client -> client.examples() > 0)
                .toList();
    }

    /** Returns the gains in accuracy over the run without federation, the least first. */
    private static double[] gains(RunArchive run, RunArchive local) {
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
    static Optional<Double> worstGain(RunArchive run, RunArchive local) {
        double[] gains = gains(run, local);
        return gains.length == 0
                ? Optional.empty()
                : Optional.of(Arrays.stream(gains, 0, Math.max(1, gains.length / 10))
                        .average()
                        .orElseThrow());
    }

    /** Returns the fraction of clients that are more accurate than in the run without federation. */
    static Optional<Double> aboveLocal(RunArchive run, RunArchive local) {
        return againstLocal(run, local).map(AgainstLocal::above);
    }
}
