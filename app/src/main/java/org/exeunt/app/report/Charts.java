package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.objective.TeacherAgreement;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.GradientConflict;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.findings.CostUntil;
import org.exeunt.app.findings.Measure;
import org.exeunt.app.findings.Ranking;
import org.exeunt.app.findings.Setting;
import org.exeunt.app.findings.Setting.Row;
import org.exeunt.app.findings.SingleRun;
import org.exeunt.app.table.Chart;
import org.exeunt.app.table.Chart.Axis;
import org.exeunt.app.table.Chart.Mark;
import org.exeunt.app.table.Chart.Series;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.identity.ClassDistribution;
import org.exeunt.runtime.store.identity.ClassDistribution.ClientCounts;
import org.exeunt.runtime.store.records.RunArchive;
import org.exeunt.runtime.store.records.Summary;

/** The charts of one setting: means over seeds, accuracies in %. */
public final class Charts {
    private static final Axis ROUND = Axis.of("round");
    private static final Axis ACCURACY = Axis.of("accuracy, %");
    /** Maximum number of clients in charts with a point for each, and in those with a row or column for each. */
    private static final int MAX_POINTS = 1_000;

    private static final int MAX_COLUMNS = 200;

    private final Setting setting;
    private final RunArchive first;
    private final List<Chart> charts = new ArrayList<>();
    /** The end of the caption of a chart that shows one seed. */
    private final String seed;

    private Charts(Setting setting) {
        this.setting = setting;
        this.first = setting.rows().get(0).first();
        this.seed = setting.isSingleRun() ? "." : "; first seed.";
    }

    /**
     * Returns the charts that have data.
     *
     * @param single what is known in addition about a single run
     */
    static List<Chart> of(Setting setting, Optional<SingleRun> single) {
        Charts all = new Charts(setting);
        if (setting.isSingleRun()) {
            all.exits();
        } else {
            all.differences();
            all.curves(
                    "Accuracy over rounds",
                    "Mean of exits; bands from the least to the most accurate seed.",
                    ROUND,
                    setting.rows(),
                    (run, round) -> round);
        }
        all.tradeoffs();
        all.departures();
        single.flatMap(SingleRun::local).ifPresentOrElse(all::againstLocal, all::clients);
        all.curves(
                "Accuracy over simulated time",
                "Mean of exits and seeds. A round lasts as long as its slowest client.",
                Axis.of("simulated seconds"),
                setting.rows().stream()
                        .filter(row -> row.runs().values().stream().allMatch(Measure::simulates))
                        .toList(),
                (run, round) -> CostUntil.round(run, round).seconds());
        all.calibration();
        all.metrics();
        setting.rows().forEach(row -> all.details(row.method(), row.first()));
        all.charts.add(classes(all.first.inputs().classes(), all.seed));
        return all.charts;
    }

    private void add(String title, String caption, Axis x, Axis y, List<Series> series) {
        if (series.stream().anyMatch(each -> !each.points().isEmpty())) {
            charts.add(new Chart(title, caption, x, y, series));
        }
    }

    private static void put(Map<String, List<double[]>> lines, String name, double... point) {
        lines.computeIfAbsent(name, unused -> new ArrayList<>()).add(point);
    }

    private static List<Series> lines(Map<String, List<double[]>> lines) {
        return lines.entrySet().stream()
                .map(line -> new Series(line.getKey(), Mark.LINE, line.getValue()))
                .toList();
    }

    private void exits() {
        Map<String, List<double[]>> exits = new LinkedHashMap<>();
        first.evaluations().forEach(evaluation -> {
            int[] exit = {0};
            evaluation
                    .accuracy()
                    .forEach(accuracy -> put(exits, "exit " + ++exit[0], evaluation.round(), 100 * accuracy));
            put(exits, "mean of exits", evaluation.round(), 100 * evaluation.meanAccuracy());
        });
        add("Accuracy of exits", "Mean over clients, at every evaluation.", ROUND, ACCURACY, lines(exits));
        Map<String, List<double[]>> loss = new LinkedHashMap<>();
        first.rounds().forEach(round -> put(loss, "loss", round.round().number(), round.loss()));
        add(
                "Loss",
                "Of the clients of a round in their last epoch, penalties included, weighted by examples.",
                ROUND,
                Axis.of("loss"),
                lines(loss));
    }

    /** Adds the curves of methods at the evaluations of all their seeds, to which both coordinates of a point refer. */
    private void curves(
            String title, String caption, Axis x, List<Row> rows, ToDoubleBiFunction<RunArchive, Integer> place) {
        Map<String, List<double[]>> curves = new LinkedHashMap<>();
        for (Row row : rows) {
            Collection<RunArchive> runs = row.runs().values();
            SortedMap<Integer, DoubleSummaryStatistics> byRound = new TreeMap<>();
            runs.forEach(run -> run.evaluations().forEach(evaluation -> byRound.computeIfAbsent(
                            evaluation.round(), round -> new DoubleSummaryStatistics())
                    .accept(100 * evaluation.meanAccuracy())));
            byRound.values().removeIf(accuracy -> accuracy.getCount() < runs.size());
            byRound.forEach((round, accuracy) -> put(
                    curves,
                    row.method(),
                    runs.stream()
                            .mapToDouble(run -> place.applyAsDouble(run, round))
                            .average()
                            .orElseThrow(),
                    accuracy.getAverage(),
                    accuracy.getMin(),
                    accuracy.getMax()));
        }
        add(title, caption, x, ACCURACY, lines(curves));
    }

    private void differences() {
        List<String> methods = List.copyOf(setting.tests().keySet());
        List<double[]> ranges = setting.tests().values().stream()
                .map(Setting.Test::paired)
                .map(pair -> new double[] {
                    pair.difference() - pair.halfWidth(), pair.difference(), pair.difference() + pair.halfWidth()
                })
                .toList();
        double[] top = {0, -0.5};
        double[] bottom = {0, methods.size() - 0.5};
        add(
                "Differences from " + setting.reference(),
                "Mean of exits, with 95 % confidence intervals over seeds.",
                Axis.of("points above the reference"),
                Axis.names("", methods),
                List.of(
                        new Series("", Mark.LINE, methods.isEmpty() ? List.of() : List.of(top, bottom)),
                        new Series("", Mark.RANGE, ranges)));
    }

    private void tradeoffs() {
        List<Row> known = setting.rows().stream()
                .filter(row -> row.runs().values().stream()
                        .allMatch(run -> run.summary().network().fullMacs() != null))
                .toList();
        known.stream()
                .flatMap(row -> row.first().summary().rules().stream())
                .map(Summary.Rule::policy)
                .distinct()
                .forEach(policy -> add(
                        "Accuracy against computation, " + policy,
                        "A point for each threshold. The larger mark is the final exit alone: the static network.",
                        Axis.of("expected MACs, % of the static network's"),
                        ACCURACY,
                        known.stream().flatMap(row -> tradeoff(row, policy)).toList()));
    }

    private static Stream<Series> tradeoff(Row row, String policy) {
        Collection<RunArchive> runs = row.runs().values();
        List<Summary.Rule> rules = row.first().summary().rules();
        Map<String, double[]> points = new LinkedHashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).policy().equals(policy)) {
                int place = i;
                points.put(rules.get(i).label(), new double[] {
                    mean(
                            runs,
                            run -> 100
                                    * run.rules().get(place).expectedMacs()
                                    / run.network().fullMacs()),
                    mean(runs, run -> 100 * run.rules().get(place).accuracy())
                });
            }
        }
        double[] whole = {100, mean(runs, run -> 100 * run.equalAccuracy().own())};
        return points.isEmpty()
                ? Stream.of()
                : Stream.of(
                        new Series(row.method(), Mark.LINE, List.copyOf(points.values()), List.copyOf(points.keySet())),
                        new Series(row.method(), Mark.POINT, List.of(whole), List.of("final exit")));
    }

    /** Adds where examples leave: for every rule of a single run, or for the middle rule of each method's first policy. */
    private void departures() {
        Map<String, double[]> shares = new LinkedHashMap<>();
        for (Row row : setting.rows()) {
            List<Summary.Rule> rules = row.first().summary().rules();
            int middle = (int) rules.stream()
                            .filter(rule -> rule.policy().equals(rules.get(0).policy()))
                            .count()
                    / 2;
            for (int i = 0; i < rules.size(); i++) {
                if (setting.isSingleRun() || i == middle) {
                    int place = i;
                    shares.put(
                            (setting.isSingleRun() ? "" : row.method() + ", ")
                                    + rules.get(i).label(),
                            IntStream.range(0, rules.get(i).shares().size())
                                    .mapToDouble(exit -> mean(
                                            row.runs().values(),
                                            run -> 100
                                                    * run.rules()
                                                            .get(place)
                                                            .shares()
                                                            .get(exit)))
                                    .toArray());
                }
            }
        }
        add(
                "Where examples leave",
                setting.isSingleRun()
                        ? "For every threshold of the exit policies."
                        : "Every method at the middle threshold of its first exit policy.",
                Axis.percent("examples that leave, %"),
                Axis.names("", List.copyOf(shares.keySet())),
                IntStream.range(0, setting.exits())
                        .mapToObj(exit -> new Series(
                                "exit " + (exit + 1),
                                Mark.BAR,
                                shares.values().stream()
                                        .map(row -> new double[] {exit < row.length ? row[exit] : 0})
                                        .toList()))
                        .toList());
    }

    private void clients() {
        List<double[]> points = new ArrayList<>();
        List<String> clients = new ArrayList<>();
        for (int row = 0; row < setting.rows().size(); row++) {
            int place = row;
            Measure.tested(setting.rows().get(row).first()).stream()
                    .limit(MAX_POINTS)
                    .forEach(client -> {
                        points.add(new double[] {100 * client.meanAccuracy(), place});
                        clients.add("client " + client.client());
                    });
        }
        add(
                "Accuracy of clients",
                "Mean of exits of every client" + seed,
                Axis.percent("accuracy of a client, %"),
                Axis.names("", setting.rows().stream().map(Row::method).toList()),
                List.of(new Series("", Mark.POINT, points, clients)));
    }

    private void againstLocal(RunArchive local) {
        Map<ClientId, Double> alone = new TreeMap<>();
        Measure.tested(local).forEach(client -> alone.put(client.client(), 100 * client.meanAccuracy()));
        List<ClientEvaluation> both = Measure.tested(first).stream()
                .filter(client -> alone.containsKey(client.client()))
                .limit(MAX_POINTS)
                .toList();
        add(
                "Clients with and without federation",
                "%s of the clients are more accurate (mean of exits) than in %s: those above the line."
                        .formatted(
                                Figures.percent(Measure.aboveLocal(first, local).orElse(0.0)),
                                local.summary().title()),
                Axis.percent("accuracy without federation, %"),
                Axis.percent("accuracy in this run, %"),
                List.of(
                        diagonal(),
                        new Series(
                                "clients",
                                Mark.POINT,
                                both.stream()
                                        .map(client ->
                                                new double[] {alone.get(client.client()), 100 * client.meanAccuracy()})
                                        .toList(),
                                both.stream()
                                        .map(client -> "client " + client.client())
                                        .toList())));
    }

    private static Series diagonal() {
        return new Series("", Mark.LINE, List.of(new double[] {0, 0}, new double[] {100, 100}));
    }

    private void calibration() {
        Map<String, List<double[]>> lines = new LinkedHashMap<>();
        for (Row row : setting.rows()) {
            for (Summary.ExitReliability exit :
                    row.first().summary().reliability().exits()) {
                if (setting.isSingleRun()
                        || exit.exit() == row.first().summary().exits()) {
                    exit.bins().stream()
                            .filter(bin -> bin.fraction() > 0)
                            .forEach(bin -> put(
                                    lines,
                                    setting.isSingleRun() ? "exit " + exit.exit() : row.method(),
                                    100 * bin.confidence(),
                                    100 * bin.accuracy()));
                }
            }
        }
        if (!lines.isEmpty()) {
            List<Series> series = new ArrayList<>(lines(lines));
            series.add(diagonal());
            add(
                    "Accuracy at a confidence",
                    (setting.isSingleRun() ? "Of each exit" : "Of the final exit")
                            + ", for the examples of all clients in each tenth of confidence; below the diagonal,"
                            + " answers are less accurate than confident" + seed,
                    Axis.percent("confidence, %"),
                    Axis.percent("accuracy, %"),
                    series);
        }
    }

    /** Adds a chart of each metric that strategies report, for the first seed of a method that has it. */
    private void metrics() {
        SortedMap<String, Map<String, List<double[]>>> metrics = new TreeMap<>();
        setting.rows().forEach(row -> row.runs().values().forEach(run -> Metrics.of(run)
                .forEach((name, points) -> metrics.computeIfAbsent(name, unused -> new LinkedHashMap<>())
                        .putIfAbsent(row.method(), points))));
        metrics.forEach((name, lines) -> add(
                name,
                "Reported by the strategy after every aggregation, or by the clients of a round (mean)" + seed,
                ROUND,
                Axis.of(""),
                lines(lines)));
    }

    /** Adds what one run of a method measured about itself. */
    private void details(String method, RunArchive run) {
        activity(method, run);
        Map<String, List<double[]>> conflicts = new LinkedHashMap<>();
        for (RunArchive.EvaluationMeans evaluation : run.evaluations()) {
            for (GradientConflict pair : evaluation.interference()) {
                put(
                        conflicts,
                        "stage %d, exits %s and %s".formatted(pair.stage(), pair.shallower(), pair.deeper()),
                        evaluation.round(),
                        pair.cosine());
            }
        }
        add(
                "Interference of exits, " + method,
                "Cosine of two exits' gradients at a stage they share, mean over clients; below 0 a step for one undoes"
                        + " one for the other" + seed,
                ROUND,
                Axis.of("cosine"),
                lines(conflicts));
        Map<String, List<double[]>> agreement = new TreeMap<>();
        run.rounds().forEach(round -> round.trainingMetrics().forEach((name, value) -> {
            if (name.startsWith(TeacherAgreement.METRIC_PREFIX)) {
                String exit = "exit " + name.substring(TeacherAgreement.METRIC_PREFIX.length());
                put(agreement, exit, round.round().number(), 100 * value);
            }
        }));
        add(
                "Students and teachers, " + method,
                "Training examples for which a student exit and its teacher predict the same class" + seed,
                ROUND,
                Axis.percent("agreement, %"),
                lines(agreement));
        run.rounds().stream().reduce((earlier, later) -> later).ifPresent(last -> last.relations()
                .forEach((name, matrix) -> relation(method, name, matrix)));
    }

    /** Adds which exits were selected, unless all always were. */
    private void activity(String method, RunArchive run) {
        Map<String, List<double[]>> shares = new LinkedHashMap<>();
        for (RoundRecord round : run.rounds()) {
            for (int exit = 1; exit <= run.summary().exits(); exit++) {
                Exit own = new Exit(exit);
                long active = round.exits().values().stream()
                        .filter(selected -> selected.contains(own))
                        .count();
                put(
                        shares,
                        "exit " + exit,
                        round.round().number(),
                        100.0 * active / round.exits().size());
            }
        }
        if (shares.values().stream().flatMap(List::stream).anyMatch(point -> point[1] < 100)) {
            add(
                    "Selected exits, " + method,
                    "Share of a round's clients for which each exit was selected" + seed,
                    ROUND,
                    Axis.percent("clients, %"),
                    lines(shares));
        }
    }

    private void relation(String method, String name, ClientMatrix relation) {
        TreeSet<ClientId> all = new TreeSet<>(relation.rows().keySet());
        relation.rows().values().forEach(row -> all.addAll(row.keySet()));
        List<ClientId> clients = all.stream().limit(MAX_COLUMNS).toList();
        List<double[]> cells = new ArrayList<>();
        for (int row = 0; row < clients.size(); row++) {
            Map<ClientId, Double> own = relation.rows().getOrDefault(clients.get(row), new TreeMap<>());
            for (int column = 0; column < clients.size(); column++) {
                Double value = own.get(clients.get(column));
                if (value != null) {
                    cells.add(new double[] {column, row, value});
                }
            }
        }
        List<String> names = clients.stream().map(ClientId::toString).toList();
        add(
                name.replace('-', ' ') + ", " + method,
                "Between the clients of the last round" + limit(all.size()) + seed,
                Axis.names("of client", names),
                Axis.names("client", names),
                List.of(new Series("", Mark.CELL, cells)));
    }

    /**
     * Returns the numbers of training examples of each class on each client.
     *
     * @param end of the caption
     */
    public static Chart classes(ClassDistribution all, String end) {
        List<ClientCounts> clients = all.first(MAX_COLUMNS).clients();
        boolean owned = clients.stream().anyMatch(client -> client.owner() != null);
        List<double[]> cells = new ArrayList<>();
        for (int client = 0; client < clients.size(); client++) {
            List<Integer> counts = clients.get(client).train();
            for (int label = 0; label < counts.size(); label++) {
                if (counts.get(label) > 0) {
                    cells.add(new double[] {client, label, counts.get(label)});
                }
            }
        }
        return new Chart(
                "Classes of clients",
                "Training examples of each class that each client holds"
                        + limit(all.clients().size()) + end,
                Axis.names(
                        owned ? "owner" : "client",
                        clients.stream()
                                .map(client ->
                                        client.owner() == null ? String.valueOf(client.client()) : client.owner())
                                .toList()),
                Axis.names("", all.classes()),
                List.of(new Series("", Mark.CELL, cells)));
    }

    /** Returns which clients are shown; empty if all are. */
    private static String limit(int clients) {
        return clients <= MAX_COLUMNS
                ? ""
                : String.format(Locale.ROOT, "; the first %,d of %,d clients", MAX_COLUMNS, clients);
    }

    /** Returns average ranks with half the critical difference to both sides. */
    static Chart ranks(Ranking ranking) {
        double half = ranking.criticalDifference().orElse(0.0) / 2;
        return new Chart(
                "Critical differences",
                "Average ranks, the best first. Ranks differ significantly if their bars do not overlap.",
                Axis.of("average rank"),
                Axis.names(
                        "", ranking.ranks().stream().map(Ranking.Rank::method).toList()),
                List.of(new Series(
                        "",
                        Mark.RANGE,
                        ranking.ranks().stream()
                                .map(each -> new double[] {each.rank() - half, each.rank(), each.rank() + half})
                                .toList())));
    }

    private static double mean(Collection<RunArchive> runs, ToDoubleFunction<Summary> figure) {
        return runs.stream()
                .map(RunArchive::summary)
                .mapToDouble(figure)
                .average()
                .orElseThrow();
    }
}
