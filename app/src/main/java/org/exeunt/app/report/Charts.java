package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.findings.CostUntil;
import org.exeunt.app.findings.Measure;
import org.exeunt.app.findings.Setting;
import org.exeunt.app.findings.Setting.Row;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.records.RunArchive;
import org.exeunt.runtime.store.records.Summary;

/**
 * The data of the charts of one setting: means over seeds, accuracies in %.
 *
 * @param exits of the deepest network
 * @param tradeoffs accuracy against expected MACs, of methods whose network's cost is known
 * @param curves accuracy over rounds
 * @param timed accuracy over simulated seconds, of methods that simulate time
 * @param exitRule the rule of all departures; empty if methods have different ones, which their rows name then
 * @param departures fraction of examples per exit
 * @param activity selected exits per round, of methods that do not always select all
 * @param clients distribution of accuracy over clients
 * @param traffic transferred bytes against accuracy
 * @param relations between clients in the last round of the first seed
 */
record Charts(
        int exits,
        List<Tradeoff> tradeoffs,
        List<Curve> curves,
        List<Curve> timed,
        String exitRule,
        List<Departures> departures,
        List<Activity> activity,
        List<Spread> clients,
        List<Traffic> traffic,
        List<Matrix> relations) {
    private static final double MEGABYTE = 1e6;
    /** Maximum number of clients in a matrix, whose entries are as many as the square of it. */
    private static final int MATRIX_CLIENTS = 200;

    /** Expected MACs, in % of those of the run's own static network, and accuracy of one rule of an exit policy. */
    record Point(String policy, String label, double macs, double accuracy) {}

    /**
     * The rules of a method's exit policies and, for comparison, the static network, which uses the final exit alone.
     */
    record Tradeoff(String method, List<Point> points, Point fixed) {}

    /**
     * A method's accuracy at each evaluation that all seeds have, mean over exits: round or mean of simulated seconds,
     * and mean, minimum and maximum over seeds.
     */
    record Curve(String method, List<double[]> points) {}

    /** Fraction of examples per exit, for the middle rule of the first exit policy. */
    record Departures(String row, List<Double> shares) {}

    /** For each round and exit, shallowest first, the fraction of the cohort for which it was selected. */
    record Activity(String method, List<List<Double>> rounds) {}

    /** Accuracy of each client in all seeds, mean over exits, ascending; quantiles if there are many clients. */
    record Spread(String method, List<Double> accuracy) {}

    /** Megabytes in both directions and mean accuracy. */
    record Traffic(String method, double megabytes, double accuracy) {}

    /**
     * A matrix of clients.
     *
     * @param clients the first ones
     * @param shown a remark on which these are
     * @param values triples of row, column and value; rows and columns are places in {@code clients}
     */
    record Matrix(String method, String name, List<Integer> clients, String shown, List<double[]> values) {}

    static Charts of(Setting setting) {
        List<Activity> activity = new ArrayList<>();
        List<Matrix> relations = new ArrayList<>();
        for (Row row : setting.rows()) {
            RunArchive archive = row.first();
            Activity own = activity(row.method(), archive);
            if (own.rounds().stream().flatMap(List::stream).anyMatch(share -> share < 1)) {
                activity.add(own);
            }
            relations.addAll(relations(row.method(), archive));
        }
        List<Row> leaving = setting.rows().stream()
                .filter(row -> !row.first().summary().rules().isEmpty())
                .toList();
        List<String> exitRules = leaving.stream()
                .map(row -> exitRule(row.first().summary()).label())
                .distinct()
                .toList();
        return new Charts(
                setting.exits(),
                setting.rows().stream()
                        .filter(row -> row.runs().values().stream()
                                .allMatch(run -> run.summary().network().fullMacs() != null))
                        .map(Charts::tradeoff)
                        .toList(),
                setting.rows().stream()
                        .map(row -> curve(row, (run, round) -> round))
                        .toList(),
                setting.rows().stream()
                        .filter(row -> row.runs().values().stream().allMatch(Measure::simulates))
                        .map(row -> curve(
                                row, (run, round) -> CostUntil.round(run, round).seconds()))
                        .toList(),
                exitRules.size() == 1 ? exitRules.get(0) : "",
                leaving.stream()
                        .map(row -> departures(row, exitRules.size() > 1))
                        .toList(),
                activity,
                setting.rows().stream().map(Charts::spread).toList(),
                setting.rows().stream().map(Charts::traffic).toList(),
                relations);
    }

    private static Tradeoff tradeoff(Row row) {
        Collection<RunArchive> runs = row.runs().values();
        List<Point> points = new ArrayList<>();
        int rules = row.first().summary().rules().size();
        for (int r = 0; r < rules; r++) {
            int rule = r;
            points.add(new Point(
                    row.first().summary().rules().get(r).policy(),
                    row.first().summary().rules().get(r).label(),
                    mean(
                            runs,
                            run -> 100
                                    * run.summary().rules().get(rule).expectedMacs()
                                    / run.summary().network().fullMacs()),
                    100 * mean(runs, run -> run.summary().rules().get(rule).accuracy())));
        }
        points.sort((a, b) -> Double.compare(a.macs(), b.macs()));
        double fixed = 100 * mean(runs, run -> run.summary().equalAccuracy().own());
        return new Tradeoff(row.method(), points, new Point("", "final exit", 100, fixed));
    }

    /**
     * Returns a method's curve at the rounds that every seed has an evaluation of, so that both coordinates of a point
     * are means over the same runs.
     *
     * @param place of a run's evaluation after a round on the horizontal axis
     */
    private static Curve curve(Row row, ToDoubleBiFunction<RunArchive, Integer> place) {
        Collection<RunArchive> runs = row.runs().values();
        SortedMap<Integer, DoubleSummaryStatistics> byRound = new TreeMap<>();
        runs.forEach(run -> run.evaluations().forEach(evaluation -> byRound.computeIfAbsent(
                        evaluation.round(), round -> new DoubleSummaryStatistics())
                .accept(100 * evaluation.meanAccuracy())));
        byRound.values().removeIf(accuracy -> accuracy.getCount() < runs.size());
        List<double[]> points = new ArrayList<>();
        byRound.forEach((round, accuracy) -> points.add(new double[] {
            mean(runs, run -> place.applyAsDouble(run, round)),
            accuracy.getAverage(),
            accuracy.getMin(),
            accuracy.getMax()
        }));
        return new Curve(row.method(), points);
    }

    /** Returns the middle rule of the first exit policy. */
    private static Summary.Rule exitRule(Summary run) {
        String policy = run.rules().get(0).policy();
        List<Summary.Rule> rules = run.rules().stream()
                .filter(rule -> rule.policy().equals(policy))
                .toList();
        return rules.get(rules.size() / 2);
    }

    private static Departures departures(Row row, boolean named) {
        Summary.Rule rule = exitRule(row.first().summary());
        List<Double> shares = new ArrayList<>();
        for (int e = 0; e < rule.shares().size(); e++) {
            int exit = e;
            shares.add(mean(
                    row.runs().values(), run -> exitRule(run.summary()).shares().get(exit)));
        }
        return new Departures(named ? "%s, %s".formatted(row.method(), rule.label()) : row.method(), shares);
    }

    private static Activity activity(String method, RunArchive run) {
        int exits = run.summary().exits();
        List<List<Double>> rounds = new ArrayList<>();
        for (RoundRecord round : run.rounds()) {
            List<Double> shares = new ArrayList<>();
            for (int exit = 1; exit <= exits; exit++) {
                Exit exitOfRow = new Exit(exit);
                long active = round.exits().values().stream()
                        .filter((ExitSet own) -> own.contains(exitOfRow))
                        .count();
                shares.add((double) active / round.exits().size());
            }
            rounds.add(shares);
        }
        return new Activity(method, rounds);
    }

    private static Spread spread(Row row) {
        List<Double> accuracy = row.runs().values().stream()
                .flatMap(run -> Measure.tested(run).stream())
                .map(ClientEvaluation::meanAccuracy)
                .map(share -> 100 * share)
                .sorted()
                .toList();
        int last = accuracy.size() - 1;
        return new Spread(
                row.method(),
                last < Figures.CHARTED_CLIENTS
                        ? accuracy
                        : IntStream.rangeClosed(0, Figures.CHARTED_CLIENTS)
                                .mapToObj(i -> accuracy.get((int) ((long) i * last / Figures.CHARTED_CLIENTS)))
                                .toList());
    }

    private static Traffic traffic(Row row) {
        Collection<RunArchive> runs = row.runs().values();
        return new Traffic(
                row.method(),
                mean(
                        runs,
                        run -> (run.summary().work().downlinkBytes()
                                        + run.summary().work().uplinkBytes())
                                / MEGABYTE),
                100
                        * mean(
                                runs,
                                run -> run.summary().finalRound().meanAccuracy().mean()));
    }

    private static List<Matrix> relations(String method, RunArchive run) {
        List<Matrix> matrices = new ArrayList<>();
        run.rounds().stream().reduce((earlier, later) -> later).ifPresent(last -> last.relations()
                .forEach((name, relation) -> matrices.add(matrix(method, name, relation))));
        return matrices;
    }

    private static Matrix matrix(String method, String name, ClientMatrix relation) {
        TreeSet<ClientId> clients = new TreeSet<>(relation.rows().keySet());
        relation.rows().values().forEach(row -> clients.addAll(row.keySet()));
        Map<ClientId, Integer> places = new LinkedHashMap<>();
        clients.stream().limit(MATRIX_CLIENTS).forEach(client -> places.put(client, places.size()));
        List<double[]> values = new ArrayList<>();
        relation.rows()
                .forEach((client, row) -> row.forEach((other, value) -> {
                    if (places.containsKey(client) && places.containsKey(other)) {
                        values.add(new double[] {places.get(client), places.get(other), value});
                    }
                }));
        return new Matrix(
                method,
                name,
                places.keySet().stream().map(ClientId::index).toList(),
                Figures.chartedClients(clients.size(), MATRIX_CLIENTS),
                values);
    }

    private static double mean(Collection<RunArchive> runs, ToDoubleFunction<RunArchive> figure) {
        return runs.stream().mapToDouble(figure).average().orElseThrow();
    }
}
