package org.exeunt.app.report;

import static org.exeunt.app.table.Chart.Mark.BAR;
import static org.exeunt.app.table.Chart.Mark.CELL;
import static org.exeunt.app.table.Chart.Mark.LINE;
import static org.exeunt.app.table.Chart.Mark.POINT;
import static org.exeunt.app.table.Chart.Mark.RANGE;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.tracking.ClientMatrix;
import org.exeunt.api.tracking.ExitConfidence;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.app.findings.CostUntil;
import org.exeunt.app.findings.Measure;
import org.exeunt.app.findings.Ranking;
import org.exeunt.app.findings.Setting;
import org.exeunt.app.findings.Setting.Row;
import org.exeunt.app.table.Chart;
import org.exeunt.app.table.Chart.Axis;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary.Rule;
import org.exeunt.runtime.store.identity.ClassDistribution;
import org.exeunt.runtime.store.identity.ClassDistribution.ClientCounts;
import org.exeunt.runtime.store.records.EvaluationMeans;

/** The charts of one setting: means over seeds, accuracies in %. */
public final class Charts {
    private static final Axis ROUND = Axis.of("round");
    private static final Axis ACCURACY = Axis.of("accuracy, %");
    /** Maximum number of clients in charts with a point for each, and in those with a row or column for each. */
    private static final int MAX_POINTS = 1_000;

    private static final int MAX_COLUMNS = 200;

    private static final String FRONT = "Pareto front";

    /** The name of a metric that is reported for each exit. */
    private static final Pattern OF_EXIT = Pattern.compile("(.+) (exit \\d+)( \\(clients\\))?");

    private final Setting setting;
    private final RunRecords first;
    private final List<Chart> charts = new ArrayList<>();
    /** The end of the caption of a chart that shows one seed. */
    private final String seed;

    private Charts(Setting setting) {
        this.setting = setting;
        this.first = setting.rows().get(0).first();
        this.seed = setting.isSingleRun() ? "." : "; first seed.";
    }

    /** Returns the charts that have data. */
    static List<Chart> of(Setting setting) {
        Charts all = new Charts(setting);
        if (setting.isSingleRun()) {
            all.exits();
        } else {
            all.differences();
            String caption = "Mean of exits; bands from the least to the most accurate seed.";
            all.curves("Accuracy over rounds", caption, ROUND, (run, round) -> round);
        }
        all.tradeoffs();
        all.departures();
        all.clients();
        all.againstLocal();
        if (setting.rows().stream().flatMap(row -> row.runs().values().stream()).allMatch(Measure::simulates)) {
            String caption = "Mean of exits and seeds. A round lasts as long as its slowest client.";
            all.curves(
                    "Accuracy over simulated time",
                    caption,
                    Axis.of("simulated seconds"),
                    (run, round) -> CostUntil.round(run, round).seconds());
        }
        all.calibration();
        all.metrics();
        setting.rows().forEach(row -> all.details(row.method(), row.first()));
        all.charts.add(classes(all.first.inputs().classes(), all.seed));
        return all.charts.stream().filter(chart -> !chart.series().isEmpty()).toList();
    }

    private Chart chart(String title, String caption, Axis x, Axis y) {
        charts.add(new Chart(title, caption, x, y));
        return charts.get(charts.size() - 1);
    }

    private void exits() {
        Chart exits = chart("Accuracy of exits", "Mean over clients, at every evaluation.", ROUND, ACCURACY);
        for (EvaluationMeans evaluation : first.evaluations()) {
            for (int exit = 1; exit <= evaluation.accuracy().size(); exit++) {
                double accuracy = evaluation.accuracy().get(exit - 1);
                exits.add(LINE, "exit " + exit, evaluation.round(), 100 * accuracy);
            }
            exits.add(LINE, "mean of exits", evaluation.round(), 100 * evaluation.meanAccuracy());
        }
        String caption =
                "Cross-entropy of the labels, mean over active exits and training examples of a round's clients.";
        Chart loss = chart("Loss", caption, ROUND, Axis.of("cross-entropy"));
        first.rounds().forEach(round -> loss.add(LINE, "loss", round.round().number(), round.crossEntropy()));
    }

    /** Adds the curves of methods at the evaluations of all their seeds, to which both coordinates of a point refer. */
    private void curves(String title, String caption, Axis x, ToDoubleBiFunction<RunRecords, Integer> place) {
        Chart chart = chart(title, caption, x, ACCURACY);
        for (Row row : setting.rows()) {
            Collection<RunRecords> runs = row.runs().values();
            SortedMap<Integer, DoubleSummaryStatistics> byRound = new TreeMap<>();
            runs.forEach(run -> run.evaluations().forEach(evaluation -> byRound.computeIfAbsent(
                            evaluation.round(), round -> new DoubleSummaryStatistics())
                    .accept(100 * evaluation.meanAccuracy())));
            byRound.values().removeIf(accuracy -> accuracy.getCount() < runs.size());
            byRound.forEach((round, accuracy) -> {
                double mean = mean(runs, run -> place.applyAsDouble(run, round));
                chart.add(LINE, row.method(), mean, accuracy.getAverage(), accuracy.getMin(), accuracy.getMax());
            });
        }
    }

    private void differences() {
        Chart chart = chart(
                "Differences from " + setting.reference(),
                "Mean of exits, with 95 % confidence intervals over seeds.",
                Axis.of("points above the reference"),
                Axis.names("", List.of()));
        setting.tests().forEach((method, test) -> {
            double half = test.paired().halfWidth();
            double mean = test.paired().difference();
            chart.add(LINE, "", 0, chart.y().names().size() - 0.5);
            chart.add(RANGE, "", mean - half, mean, mean + half);
            chart.y().names().add(method);
        });
        if (!setting.tests().isEmpty()) {
            chart.add(LINE, "", 0, chart.y().names().size() - 0.5);
        }
    }

    /** Adds a chart for each exit policy, of the methods whose MACs are known. */
    private void tradeoffs() {
        Map<String, Chart> byPolicy = new LinkedHashMap<>();
        for (Row row : setting.rows()) {
            Collection<RunRecords> runs = row.runs().values();
            List<Rule> rules = row.first().summary().rules();
            if (runs.stream().anyMatch(run -> run.summary().network().fullMacs() == null)) {
                continue;
            }
            for (int i = 0; i < rules.size(); i++) {
                int place = i;
                Chart chart = byPolicy.computeIfAbsent(
                        rules.get(i).policy(),
                        policy -> chart(
                                "Accuracy against computation, " + policy,
                                "A point for each threshold. The larger mark is the static network, which is the final exit"
                                        + " only."
                                        + (setting.rows().size() > 1
                                                ? " On the Pareto front, no method is both cheaper and more accurate."
                                                : ""),
                                Axis.of("expected MACs, % of the static network's"),
                                ACCURACY));
                double macs = mean(
                        runs,
                        run -> 100
                                * rule(run, place).expectedMacs()
                                / run.summary().network().fullMacs());
                double accuracy = mean(runs, run -> 100 * rule(run, place).accuracy());
                chart.add(LINE, row.method(), rules.get(i).label(), macs, accuracy);
            }
            double fixed = mean(runs, run -> 100 * run.summary().equalAccuracy().own());
            rules.stream().map(Rule::policy).distinct().forEach(policy -> byPolicy.get(policy)
                    .add(POINT, row.method(), "final exit", 100, fixed));
        }
        if (setting.rows().size() > 1) {
            byPolicy.values().forEach(Charts::front);
        }
    }

    /** Adds the points of a chart for which no other one is both cheaper and more accurate. */
    private static void front(Chart chart) {
        List<double[]> points = chart.series().stream()
                .flatMap(series -> series.points().stream())
                .sorted(Comparator.<double[]>comparingDouble(point -> point[0]).thenComparing(point -> -point[1]))
                .toList();
        double highest = Double.NEGATIVE_INFINITY;
        for (double[] point : points) {
            if (point[1] > highest) {
                highest = point[1];
                chart.add(LINE, FRONT, point[0], highest);
            }
        }
    }

    private static Rule rule(RunRecords run, int place) {
        return run.summary().rules().get(place);
    }

    /**
     * Adds where examples leave: for every rule of a single run, or for the middle rule of each method's first policy.
     */
    private void departures() {
        Chart chart = chart(
                "Where examples leave",
                setting.isSingleRun()
                        ? "For every threshold of the exit policies."
                        : "Every method at the middle threshold of its first exit policy.",
                Axis.percent("examples that leave, %"),
                Axis.names("", List.of()));
        for (Row row : setting.rows()) {
            List<Rule> rules = row.first().summary().rules();
            long ofFirst = rules.stream()
                    .filter(rule -> rule.policy().equals(rules.get(0).policy()))
                    .count();
            for (int i = 0; i < rules.size(); i++) {
                if (setting.isSingleRun() || i == ofFirst / 2) {
                    int place = i;
                    String label = rules.get(i).label();
                    chart.y().names().add(setting.isSingleRun() ? label : row.method() + ", " + label);
                    for (int e = 0; e < setting.exits(); e++) {
                        int exit = e;
                        boolean exists = e < rules.get(i).shares().size();
                        double share = exists
                                ? mean(
                                        row.runs().values(),
                                        run -> rule(run, place).shares().get(exit))
                                : 0;
                        chart.add(BAR, "exit " + (e + 1), 100 * share);
                    }
                }
            }
        }
    }

    private void clients() {
        Chart chart = chart(
                "Accuracy of clients",
                "Mean of exits of every client" + seed,
                Axis.percent("accuracy of a client, %"),
                Axis.names("", List.of()));
        for (Row row : setting.rows()) {
            int place = chart.y().names().size();
            chart.y().names().add(row.method());
            Measure.tested(row.first()).stream()
                    .limit(MAX_POINTS)
                    .forEach(client ->
                            chart.add(POINT, "", "client " + client.client(), 100 * client.meanAccuracy(), place));
        }
    }

    /** Adds how accurate clients are with the reference, or else the first method, and without federation. */
    private void againstLocal() {
        Optional<Row> local = setting.row(setting.local());
        Row own = setting.row(setting.reference()).orElse(setting.rows().get(0));
        SortedMap<Long, RunRecords> common = new TreeMap<>(own.runs());
        common.keySet().retainAll(local.map(row -> row.runs().keySet()).orElse(Set.of()));
        if (common.isEmpty() || local.get() == own) {
            return;
        }
        Map<ClientId, Double> alone = new TreeMap<>();
        Measure.tested(local.get().runs().get(common.firstKey()))
                .forEach(client -> alone.put(client.client(), 100 * client.meanAccuracy()));
        Chart chart = chart(
                "Clients with and without federation",
                "Mean of exits; above the line, clients are more accurate with " + own.method() + seed,
                Axis.percent("accuracy of " + setting.local() + ", %"),
                Axis.percent("accuracy of " + own.method() + ", %"));
        diagonal(chart);
        Measure.tested(common.get(common.firstKey())).stream()
                .limit(MAX_POINTS)
                .forEach(client -> chart.add(
                        POINT,
                        own.method(),
                        "client " + client.client(),
                        alone.getOrDefault(client.client(), Double.NaN),
                        100 * client.meanAccuracy()));
    }

    private static void diagonal(Chart chart) {
        chart.add(LINE, "", 0, 0);
        chart.add(LINE, "", 100, 100);
    }

    private void calibration() {
        Chart chart = chart(
                "Accuracy at a confidence",
                (setting.isSingleRun() ? "Of each exit" : "Of the final exit")
                        + ", for the examples of all clients in each tenth of confidence; below the diagonal, answers"
                        + " are less accurate than confident" + seed,
                Axis.percent("confidence, %"),
                Axis.percent("accuracy, %"));
        for (Row row : setting.rows()) {
            List<ExitConfidence> exits = row.first().summary().reliability().exits();
            for (int exit = setting.isSingleRun() || exits.isEmpty() ? 0 : exits.size() - 1;
                    exit < exits.size();
                    exit++) {
                String name = setting.isSingleRun() ? "exit " + (exit + 1) : row.method();
                exits.get(exit).bins().stream()
                        .filter(bin -> bin.examples() > 0)
                        .forEach(bin -> chart.add(
                                LINE,
                                name,
                                100 * (bin.confidence() / bin.examples()),
                                100 * (bin.correct() / bin.examples())));
            }
        }
        if (!chart.series().isEmpty()) {
            diagonal(chart);
        }
    }

    /** Adds a chart of each metric that strategies report, for the first seed of a method that has it. */
    private void metrics() {
        SortedMap<String, Map<String, List<double[]>>> metrics = new TreeMap<>();
        setting.rows().forEach(row -> row.runs().values().forEach(run -> Metrics.of(run)
                .forEach((name, points) -> metrics.computeIfAbsent(name, unused -> new LinkedHashMap<>())
                        .putIfAbsent(row.method(), points))));
        String caption = "Reported by the strategy after every aggregation, or by the clients of a round (mean)" + seed;
        Map<String, Chart> ofExits = new TreeMap<>();
        metrics.forEach((name, methods) -> {
            if (methods.values().stream()
                            .flatMap(List::stream)
                            .mapToDouble(point -> point[1])
                            .distinct()
                            .count()
                    == 1) {
                return;
            }
            String words = name.replace('-', ' ');
            Matcher exit = OF_EXIT.matcher(words);
            if (exit.matches()) {
                String metric = exit.group(1) + Objects.requireNonNullElse(exit.group(3), "");
                methods.forEach((method, points) -> points.forEach(point -> ofExits.computeIfAbsent(
                                setting.isSingleRun() ? metric : metric + ", " + method,
                                title -> chart(title, caption, ROUND, Axis.of(metric)))
                        .add(LINE, exit.group(2), point)));
            } else {
                Chart chart = chart(words, caption, ROUND, Axis.of(words));
                methods.forEach((method, points) -> points.forEach(point -> chart.add(LINE, method, point)));
            }
        });
    }

    /** Adds what one run of a method measured about itself. */
    private void details(String method, RunRecords run) {
        activity(method, run);
        Chart conflicts = chart(
                "Interference of exits, " + method,
                "Cosine of two exits' gradients at a stage they share, mean over clients; below 0 a step for one undoes"
                        + " one for the other" + seed,
                ROUND,
                Axis.of("cosine"));
        run.evaluations().forEach(evaluation -> evaluation
                .interference()
                .forEach(pair -> conflicts.add(
                        LINE,
                        "stage %d, exits %s and %s".formatted(pair.stage(), pair.shallower(), pair.deeper()),
                        evaluation.round(),
                        pair.cosine())));
        Chart agreement = chart(
                "Students and teachers, " + method,
                "Training examples for which a student exit and its teacher predict the same class" + seed,
                ROUND,
                Axis.percent("agreement, %"));
        run.rounds().forEach(round -> new TreeMap<>(round.trainingMetrics()).forEach((name, value) -> {
            if (name.startsWith(Distillation.AGREEMENT)) {
                String exit = "exit " + name.substring(Distillation.AGREEMENT.length());
                agreement.add(LINE, exit, round.round().number(), 100 * value);
            }
        }));
        run.rounds().stream().reduce((earlier, later) -> later).ifPresent(last -> last.relations()
                .forEach((name, matrix) -> relation(method, name, matrix)));
    }

    /** Adds which exits were selected, unless all always were. */
    private void activity(String method, RunRecords run) {
        String caption = "Share of a round's clients for which each exit was selected" + seed;
        Chart chart = chart("Selected exits, " + method, caption, ROUND, Axis.percent("clients, %"));
        boolean all = true;
        for (RoundRecord round : run.rounds()) {
            for (int exit = 1; exit <= run.summary().exits(); exit++) {
                Exit own = new Exit(exit);
                long active = round.exits().values().stream()
                        .filter(selected -> selected.contains(own))
                        .count();
                all &= active == round.exits().size();
                double share = 100.0 * active / round.exits().size();
                chart.add(LINE, "exit " + exit, round.round().number(), share);
            }
        }
        if (all) {
            charts.remove(chart);
        }
    }

    private void relation(String method, String name, ClientMatrix relation) {
        TreeSet<ClientId> all = new TreeSet<>(relation.rows().keySet());
        relation.rows().values().forEach(row -> all.addAll(row.keySet()));
        List<ClientId> clients = all.stream().limit(MAX_COLUMNS).toList();
        List<String> names = clients.stream().map(ClientId::toString).toList();
        Chart chart = chart(
                name.replace('-', ' ') + ", " + method,
                "Between the clients of the last round" + limit(all.size()) + seed,
                Axis.names("of client", names),
                Axis.names("client", names));
        relation.rows()
                .forEach((client, row) -> row.forEach((other, value) -> {
                    if (clients.contains(client) && clients.contains(other)) {
                        chart.add(CELL, "", clients.indexOf(other), clients.indexOf(client), value);
                    }
                }));
    }

    /**
     * Returns the numbers of training examples of each class on each client.
     *
     * @param end of the caption
     */
    public static Chart classes(ClassDistribution all, String end) {
        List<ClientCounts> clients = all.first(MAX_COLUMNS).clients();
        boolean owned = clients.stream().anyMatch(client -> client.owner() != null);
        Chart chart = new Chart(
                "Classes of clients",
                "Training examples of each class that each client holds"
                        + limit(all.clients().size()) + end,
                Axis.names(owned ? "owner" : "client", List.of()),
                Axis.names("", all.classes()));
        for (ClientCounts client : clients) {
            for (int label = 0; label < client.train().size(); label++) {
                if (client.train().get(label) > 0) {
                    chart.add(
                            CELL,
                            "",
                            chart.x().names().size(),
                            label,
                            client.train().get(label));
                }
            }
            chart.x().names().add(client.owner() == null ? String.valueOf(client.client()) : client.owner());
        }
        return chart;
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
        Chart chart = new Chart(
                "Critical differences",
                "Average ranks, the best first."
                        + (half == 0 ? "" : " Ranks differ significantly if their bars do not overlap."),
                new Axis("average rank", 1.0, (double) ranking.ranks().size(), null),
                Axis.names("", List.of()));
        for (Ranking.Rank each : ranking.ranks()) {
            chart.add(
                    RANGE,
                    "",
                    Math.max(1, each.rank() - half),
                    each.rank(),
                    Math.min(ranking.ranks().size(), each.rank() + half));
            chart.y().names().add(each.method());
        }
        return chart;
    }

    private static double mean(Collection<RunRecords> runs, ToDoubleFunction<RunRecords> figure) {
        return runs.stream().mapToDouble(figure).average().orElseThrow();
    }
}
