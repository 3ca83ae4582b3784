package org.exeunt.app.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.figure.Axis;
import org.exeunt.app.figure.Drawing;
import org.exeunt.app.figure.Plot;
import org.exeunt.app.figure.RankDiagram;
import org.exeunt.app.figure.SeriesStyle;
import org.exeunt.app.report.Charts.Curve;
import org.exeunt.app.report.Charts.Point;
import org.exeunt.app.report.Charts.Spread;
import org.exeunt.app.report.Charts.Tradeoff;
import org.exeunt.app.report.Charts.Traffic;
import org.exeunt.app.report.PageData.TestLine;

/** Draws the charts of a comparison for papers, each as wide as a column and as a page, from the data of the page. */
public final class FigureReport {
    /** The widths of a column and of a page, in inches. */
    private static final List<Double> WIDTHS = List.of(3.3, 7.0);

    private static final String ACCURACY = "accuracy, %";

    private final PageData data;
    private final List<String> methods;
    private final Map<String, Drawing> drawings = new LinkedHashMap<>();

    private FigureReport(PageData data) {
        this.data = data;
        this.methods = data.settings().stream()
                .flatMap(setting -> setting.rows().stream())
                .map(PageData.Line::method)
                .distinct()
                .toList();
    }

    /** Returns the drawings by name, which is that of a file without its extension. */
    public static Map<String, Drawing> of(Results results) {
        FigureReport report = new FigureReport(PageData.of(results));
        List<String> keys = results.keys();
        for (int s = 0; s < report.data.settings().size(); s++) {
            String key = keys.get(s);
            report.setting(report.data.settings().get(s), key.isEmpty() ? "" : key + "-");
        }
        report.ranks();
        return report.drawings;
    }

    /** Adds a figure of all widths. */
    private void add(String name, String title, BiFunction<String, Double, Drawing> figure) {
        for (double width : WIDTHS) {
            String inches = width == Math.rint(width) ? String.valueOf((int) width) : String.valueOf(width);
            drawings.put("%s-%sin".formatted(name, inches), figure.apply(title, width));
        }
    }

    private void setting(PageData.Setting setting, String prefix) {
        Charts charts = setting.charts();
        List<String> policies = charts.tradeoffs().stream()
                .flatMap(method -> method.points().stream())
                .map(Point::policy)
                .distinct()
                .toList();
        for (String policy : policies) {
            boolean only = policies.size() == 1;
            add(
                    prefix + "accuracy-against-computation" + (only ? "" : "-" + Column.key(policy)),
                    "Accuracy against computation" + (only ? "" : ", " + visible(policy)),
                    (title, width) -> tradeoffs(title, width, charts.tradeoffs(), policy));
        }
        if (charts.curves().stream().anyMatch(curve -> curve.points().size() > 1)) {
            add(
                    prefix + "accuracy-over-rounds",
                    "Accuracy over rounds",
                    (title, width) -> curves(title, width, "round", charts.curves()));
        }
        if (charts.timed().stream().anyMatch(curve -> curve.points().size() > 1)) {
            add(
                    prefix + "accuracy-over-time",
                    "Accuracy over simulated time",
                    (title, width) -> curves(title, width, "simulated seconds", charts.timed()));
        }
        if (!setting.tests().isEmpty()) {
            add(
                    prefix + "differences",
                    "Differences from " + visible(data.reference()),
                    (title, width) -> differences(title, width, setting.tests()));
        }
        if (!charts.departures().isEmpty()) {
            add(
                    prefix + "where-examples-leave",
                    "Where examples leave",
                    (title, width) -> departures(title, width, charts));
        }
        List<Spread> clients = charts.clients().stream()
                .filter(method -> !method.accuracy().isEmpty())
                .toList();
        if (!clients.isEmpty()) {
            add(
                    prefix + "accuracy-of-clients",
                    "Accuracy of clients",
                    (title, width) -> clients(title, width, clients));
        }
        add(
                prefix + "accuracy-against-traffic",
                "Accuracy against traffic",
                (title, width) -> traffic(title, width, charts.traffic()));
    }

    private SeriesStyle style(String method) {
        SeriesStyle style = SeriesStyle.of(methods.indexOf(method));
        return method.equals(data.reference()) ? style.emphasised() : style;
    }

    /** Names are untrusted: characters that hide or reorder text are written as their codes. */
    private static String visible(String name) {
        return VisibleText.line(name);
    }

    private Map<String, SeriesStyle> legend(List<String> shown) {
        Map<String, SeriesStyle> legend = new LinkedHashMap<>();
        shown.forEach(method -> legend.put(visible(method), style(method)));
        return legend;
    }

    private Drawing tradeoffs(String title, double width, List<Tradeoff> all, String policy) {
        Axis macs = Axis.of(
                "expected MACs, % of its static network",
                DoubleStream.concat(
                        DoubleStream.of(0, 100),
                        all.stream().flatMap(method -> method.points().stream()).mapToDouble(Point::macs)));
        Axis accuracy = Axis.percent(
                ACCURACY,
                all.stream()
                        .flatMap(method -> DoubleStream.concat(
                                        DoubleStream.of(method.fixed().accuracy()),
                                        method.points().stream().mapToDouble(Point::accuracy))
                                .boxed())
                        .mapToDouble(Double::doubleValue));
        Plot plot = new Plot(title, width, macs, accuracy);
        plot.mark(100);
        for (Tradeoff method : all) {
            plot.line(
                    style(method.method()),
                    method.points().stream()
                            .filter(point -> point.policy().equals(policy))
                            .map(point -> new double[] {point.macs(), point.accuracy()})
                            .toList());
            plot.line(
                    style(method.method()),
                    List.of(new double[] {100, method.fixed().accuracy()}));
        }
        return plot.withLegend(legend(all.stream().map(Tradeoff::method).toList()));
    }

    private Drawing curves(String title, double width, String unit, List<Curve> curves) {
        Axis rounds = Axis.of(
                unit, curves.stream().flatMap(curve -> curve.points().stream()).mapToDouble(point -> point[0]));
        Axis accuracy = Axis.percent(
                ACCURACY,
                curves.stream()
                        .flatMap(curve -> curve.points().stream())
                        .flatMapToDouble(point -> DoubleStream.of(point[2], point[3])));
        Plot plot = new Plot(title, width, rounds, accuracy);
        for (Curve curve : curves) {
            if (curve.points().stream().anyMatch(point -> point[3] > point[2])) {
                plot.band(
                        style(curve.method()),
                        curve.points().stream()
                                .map(point -> new double[] {point[0], point[2], point[3]})
                                .toList());
            }
        }
        curves.forEach(curve -> plot.line(style(curve.method()), curve.points()));
        return plot.withLegend(legend(curves.stream().map(Curve::method).toList()));
    }

    private Drawing differences(String title, double width, List<TestLine> tests) {
        Axis points = Axis.of(
                "points above %s, mean of exits, 95 %% intervals; filled: significant"
                        .formatted(visible(data.reference())),
                DoubleStream.concat(
                        DoubleStream.of(0),
                        tests.stream().flatMapToDouble(test -> DoubleStream.of(test.low(), test.high()))));
        Plot plot = new Plot(
                title,
                width,
                points,
                tests.stream().map(test -> visible(test.method())).toList());
        plot.mark(0);
        for (int row = 0; row < tests.size(); row++) {
            TestLine test = tests.get(row);
            plot.interval(row, test.low(), test.mean(), test.high(), test.isSignificant());
        }
        return plot.withoutLegend();
    }

    private Drawing departures(String title, double width, Charts charts) {
        List<Charts.Departures> all = charts.departures();
        Plot plot = new Plot(
                title,
                width,
                new Axis(
                        charts.exitRule().isEmpty()
                                ? "examples that leave, %"
                                : "examples that leave at %s, %%".formatted(visible(charts.exitRule())),
                        0,
                        100,
                        20),
                all.stream().map(each -> visible(each.row())).toList());
        for (int row = 0; row < all.size(); row++) {
            double from = 0;
            List<Double> shares = all.get(row).shares();
            for (int exit = 0; exit < shares.size(); exit++) {
                double to = from + 100 * shares.get(exit);
                if (to > from) {
                    plot.bar(row, from, to, SeriesStyle.ofExit(exit, charts.exits()));
                    from = to;
                }
            }
        }
        Map<String, SeriesStyle> legend = new LinkedHashMap<>();
        IntStream.range(0, charts.exits())
                .forEach(exit -> legend.put("exit " + (exit + 1), SeriesStyle.ofExit(exit, charts.exits())));
        return plot.withLegend(legend);
    }

    private static Drawing clients(String title, double width, List<Spread> clients) {
        Plot plot = new Plot(
                title,
                width,
                new Axis("accuracy of a client, %: least, quartiles, most", 0, 100, 20),
                clients.stream().map(each -> visible(each.method())).toList());
        for (int row = 0; row < clients.size(); row++) {
            double[] values = clients.get(row).accuracy().stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            // linear between neighbouring values, as in the page
            Percentile quartile = new Percentile().withEstimationType(EstimationType.R_7);
            quartile.setData(values);
            plot.box(row, new double[] {
                values[0],
                quartile.evaluate(25),
                quartile.evaluate(50),
                quartile.evaluate(75),
                values[values.length - 1]
            });
        }
        return plot.withoutLegend();
    }

    private Drawing traffic(String title, double width, List<Traffic> traffic) {
        Plot plot = new Plot(
                title,
                width,
                Axis.of(
                        "MB sent, both ways",
                        DoubleStream.concat(DoubleStream.of(0), traffic.stream().mapToDouble(Traffic::megabytes))),
                Axis.percent(ACCURACY, traffic.stream().mapToDouble(Traffic::accuracy)));
        traffic.forEach(method ->
                plot.line(style(method.method()), List.of(new double[] {method.megabytes(), method.accuracy()})));
        return plot.withLegend(legend(traffic.stream().map(Traffic::method).toList()));
    }

    private void ranks() {
        if (data.ranks().size() < 2) {
            return;
        }
        add(
                "critical-differences",
                "Critical differences",
                (title, width) -> RankDiagram.of(
                        title,
                        width,
                        data.ranks().stream()
                                .map(rank -> new RankDiagram.Entry(visible(rank.method()), rank.rank()))
                                .toList(),
                        data.groups().stream()
                                .map(group -> new double[] {group.best(), group.worst()})
                                .toList(),
                        data.criticalDifference() == null
                                ? OptionalDouble.empty()
                                : OptionalDouble.of(data.criticalDifference())));
    }
}
