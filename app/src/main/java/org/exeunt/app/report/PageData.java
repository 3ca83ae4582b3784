package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.app.report.SettingTable.Row;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.identity.ClassDistribution;
import org.exeunt.runtime.store.identity.RunInputs;

/**
 * The content of the page of a comparison, which its script reads as JSON.
 *
 * @param title name of the comparison
 * @param subtitle conditions that all settings share
 * @param findings paragraph that answers the comparison, or the main figures of a single run as a sentence
 * @param run the content that a single run has in addition; null for a comparison
 * @param reference method against which the others are tested
 * @param legend sentences on how figures are computed
 * @param testTitles titles of the table of tests
 * @param settings in the order of the comparison
 * @param ranks average ranks, best first; empty without a ranking
 * @param groups of ranks that do not differ significantly
 * @param ranking sentence on the ranks
 * @param criticalDifference of two ranks; null if not available
 */
record PageData(
        String title,
        String subtitle,
        String findings,
        RunPage run,
        String reference,
        List<String> legend,
        List<String> testTitles,
        List<Setting> settings,
        List<Ranking.Rank> ranks,
        List<Ranking.Group> groups,
        String ranking,
        Double criticalDifference) {
    /**
     * One setting: its table and its charts.
     *
     * @param conditions that differ from other settings
     * @param findings paragraph that answers the comparison on this setting; empty if there are no others
     * @param notes sentences below the table
     * @param tables below the charts
     * @param warnings of runs
     * @param classes of the first clients
     * @param clients a remark on which these are
     */
    record Setting(
            String name,
            String conditions,
            String findings,
            List<String> columns,
            List<Line> rows,
            List<String> notes,
            List<TestLine> tests,
            String caution,
            List<FigureTable> tables,
            Charts charts,
            Diagnostics diagnostics,
            Metrics metrics,
            List<Notes.Note> warnings,
            ClassDistribution classes,
            String clients,
            List<Origin> origins) {}

    /** The configuration and provenance of the first run of a method, as text. */
    record Origin(String method, String configuration, String provenance) {}

    /** A row of the table; missing figures are null. */
    record Line(String method, int seeds, List<Cell> cells) {}

    /** A figure as text, its value for sorting, and 1 if it is among the best of its column, otherwise 0. */
    record Cell(String text, double value, int place) {}

    /**
     * A test against the reference.
     *
     * @param seeds number of pairs
     * @param mean difference in points
     * @param low end of its 95 % confidence interval
     * @param high end of the interval
     * @param isSignificant by the paired t test, corrected by Holm
     */
    record TestLine(
            String method,
            int seeds,
            String difference,
            String interval,
            String effect,
            String student,
            String signedRank,
            double mean,
            double low,
            double high,
            boolean isSignificant) {
        static final List<String> TITLES = List.of(
                "method",
                "seeds",
                "difference, points",
                "95 % interval",
                "effect (d_z)",
                "paired t test, p",
                "signed-rank test, p");

        /** Returns the texts in the order of the titles. */
        List<String> texts() {
            return List.of(method, String.valueOf(seeds), difference, interval, effect, student, signedRank);
        }

        /** Returns the tests of a setting; empty if there are none. */
        static List<TestLine> of(SettingTable table) {
            return table.tests().entrySet().stream()
                    .map(test -> of(test.getKey(), test.getValue()))
                    .toList();
        }

        private static TestLine of(String method, SettingTable.Test test) {
            double difference = test.paired().difference();
            double halfWidth = test.paired().halfWidth();
            return new TestLine(
                    method,
                    test.paired().count(),
                    Figures.number(difference, 1),
                    Words.interval(difference, halfWidth),
                    Words.effect(test),
                    Words.student(test),
                    Words.signedRank(test),
                    difference,
                    difference - halfWidth,
                    difference + halfWidth,
                    SettingTable.isSignificant(test.studentP()));
        }
    }

    static PageData of(Results results) {
        Optional<Ranking> ranking = Ranking.of(results);
        List<SettingTable> tables = results.tables();
        List<List<String>> conditions = Conditions.of(tables);
        return new PageData(
                results.comparison().name(),
                Conditions.text(conditions.get(0)),
                Findings.of(results),
                results.single()
                        .map(own -> RunPage.of(tables.get(0).rows().get(0).first(), own))
                        .orElse(null),
                results.comparison().reference(),
                Words.legend(results),
                TestLine.TITLES,
                IntStream.range(0, tables.size())
                        .mapToObj(place -> setting(
                                tables.get(place),
                                results.comparison().reference(),
                                Conditions.text(conditions.get(place + 1)),
                                tables.size() == 1 ? "" : Findings.of(results, tables.get(place))))
                        .toList(),
                ranking.map(Ranking::ranks).orElse(List.of()),
                ranking.map(Ranking::groups).orElse(List.of()),
                ranking.map(Ranking::sentence).orElse(""),
                ranking.flatMap(Ranking::criticalDifference).orElse(null));
    }

    private static Setting setting(SettingTable table, String reference, String conditions, String findings) {
        List<Line> rows = table.rows().stream().map(row -> line(table, row)).toList();
        ClassDistribution classes = table.rows().get(0).first().inputs().classes();
        return new Setting(
                table.setting(),
                conditions,
                findings,
                table.columns().stream().map(Column::title).toList(),
                rows,
                Words.notes(table),
                TestLine.of(table),
                table.caution().orElse(""),
                tables(table, reference),
                Charts.of(table),
                Diagnostics.of(table),
                Metrics.of(table),
                Notes.of(table),
                classes.first(Figures.CHARTED_CLIENTS),
                Figures.chartedClients(classes.clients().size()),
                table.rows().stream().map(PageData::origin).toList());
    }

    /** Returns the tables of a setting below the main one. */
    static List<FigureTable> tables(SettingTable table, String reference) {
        return Stream.of(
                        StaticSavings.of(table, reference).map(StaticSavings::table),
                        ClientGroup.table(table),
                        ReliabilityTable.of(table))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Origin origin(Row row) {
        RunInputs origin = row.first().inputs();
        return new Origin(row.method(), origin.configuration(), origin.provenance());
    }

    private static Line line(SettingTable table, Row row) {
        List<Cell> cells = new ArrayList<>();
        for (int c = 0; c < table.columns().size(); c++) {
            SettingTable.Cell cell = row.cells().get(c);
            String text = Words.estimate(cell, table.columns().get(c));
            int place = table.isBest(c, row) ? 1 : 0;
            cells.add(cell.estimate()
                    .map(known -> new Cell(text, known.mean(), place))
                    .orElse(null));
        }
        return new Line(row.method(), row.runs().size(), cells);
    }
}
