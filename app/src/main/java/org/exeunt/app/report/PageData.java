package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.exeunt.app.report.SettingTable.Row;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.ClassDistribution;
import org.exeunt.runtime.store.RunInputs;

/**
 * The content of the page of a comparison, which its script reads as JSON.
 *
 * @param title name of the comparison
 * @param reference method against which the others are tested
 * @param legend sentences
 * @param settings in the order of the comparison
 * @param ranks average ranks, best first; empty without a ranking
 * @param ranking sentence on the ranks
 * @param criticalDifference of two ranks; null if not available
 */
record PageData(
        String title,
        String reference,
        List<String> legend,
        List<Setting> settings,
        List<Ranking.Rank> ranks,
        String ranking,
        Double criticalDifference) {
    /** One setting: its table and its charts. */
    record Setting(
            String name,
            List<String> columns,
            List<Line> rows,
            String tested,
            List<TestLine> tests,
            String caution,
            Charts charts,
            Diagnostics diagnostics,
            Metrics metrics,
            List<Notes.Note> notes,
            ClassDistribution classes,
            List<Origin> origins) {}

    /** The configuration and provenance of the first run of a method, as text. */
    record Origin(String method, String configuration, String provenance) {}

    /** A row of the table; missing figures are null. */
    record Line(String method, int seeds, List<Cell> cells) {}

    /** A figure as text, its value for sorting, and 1 if it is among the best of its column, otherwise 0. */
    record Cell(String text, double value, int place) {}

    /** A test against the reference. */
    record TestLine(String method, String difference, String effect, String student, String signedRank) {
        /** Returns the tests of a setting; empty if there are none. */
        static List<TestLine> of(SettingTable table) {
            return table.tests().entrySet().stream()
                    .map(test -> of(test.getKey(), test.getValue()))
                    .toList();
        }

        private static TestLine of(String method, SettingTable.Test test) {
            return new TestLine(
                    method,
                    Figures.number(test.paired().difference(), 1),
                    Words.effect(test),
                    Words.student(test),
                    Words.signedRank(test));
        }
    }

    static PageData of(Results results) {
        Optional<Ranking> ranking = Ranking.of(results);
        return new PageData(
                results.comparison().name(),
                results.comparison().reference(),
                Words.legend(results),
                results.tables().stream().map(PageData::setting).toList(),
                ranking.map(Ranking::ranks).orElse(List.of()),
                ranking.map(Ranking::sentence).orElse(""),
                ranking.flatMap(Ranking::criticalDifference).orElse(null));
    }

    private static Setting setting(SettingTable table) {
        List<Line> rows = table.rows().stream().map(row -> line(table, row)).toList();
        return new Setting(
                table.setting(),
                table.columns().stream().map(Column::title).toList(),
                rows,
                table.tested(),
                TestLine.of(table),
                table.caution().orElse(""),
                Charts.of(table),
                Diagnostics.of(table),
                Metrics.of(table),
                Notes.of(table),
                table.rows().get(0).first().inputs().classes(),
                table.rows().stream().map(PageData::origin).toList());
    }

    private static Origin origin(Row row) {
        RunInputs origin = row.first().inputs();
        return new Origin(row.method(), origin.configuration(), origin.provenance());
    }

    private static Line line(SettingTable table, Row row) {
        List<Cell> cells = new ArrayList<>();
        for (int c = 0; c < table.columns().size(); c++) {
            SettingTable.Cell cell = row.cells().get(c);
            String text = Words.estimate(cell, table.columns().get(c).decimals(), " ± ");
            int place = table.isBest(c, row) ? 1 : 0;
            cells.add(cell.estimate()
                    .map(known -> new Cell(text, known.mean(), place))
                    .orElse(null));
        }
        return new Line(row.method(), row.runs().size(), cells);
    }
}
