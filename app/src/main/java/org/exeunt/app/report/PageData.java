package org.exeunt.app.report;

import java.util.List;
import java.util.Optional;
import org.exeunt.app.findings.Findings;
import org.exeunt.app.findings.Ranking;
import org.exeunt.app.findings.Results;
import org.exeunt.app.findings.Setting.Row;
import org.exeunt.app.table.Table;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.identity.ClassDistribution;

/**
 * The content of the page of a comparison or a run, which its script reads as JSON.
 *
 * @param title name of the comparison
 * @param subtitle data set, clients, exits and rounds
 * @param findings answer of the comparison, or the main figures of a single run
 * @param run the content that a single run has in addition; null for a comparison
 * @param reference method against which the others are tested
 * @param legend sentences on how figures are computed
 * @param settings in the order of the comparison
 * @param ranks null without a ranking
 */
record PageData(
        String title,
        String subtitle,
        String findings,
        RunPage run,
        String reference,
        List<String> legend,
        List<Setting> settings,
        Ranks ranks) {
    /**
     * One setting: its tables and its charts.
     *
     * @param findings answer of the comparison on this setting; empty if there are no others
     * @param main tables above the charts
     * @param tests to be drawn
     * @param details tables below the charts
     * @param classes of the first clients
     * @param clients a remark on which these are
     */
    record Setting(
            String name,
            String findings,
            List<Table> main,
            List<Difference> tests,
            List<Table> details,
            Charts charts,
            Diagnostics diagnostics,
            Metrics metrics,
            ClassDistribution classes,
            String clients,
            List<Origin> origins) {
        static Setting of(org.exeunt.app.findings.Setting setting, String findings) {
            ClassDistribution classes = setting.rows().get(0).first().inputs().classes();
            return new Setting(
                    setting.name(),
                    findings,
                    Tables.main(setting),
                    setting.tests().entrySet().stream()
                            .map(test -> Difference.of(test.getKey(), test.getValue()))
                            .toList(),
                    Tables.details(setting),
                    Charts.of(setting),
                    Diagnostics.of(setting),
                    Metrics.of(setting),
                    classes.first(Figures.CHARTED_CLIENTS),
                    Figures.chartedClients(classes.clients().size()),
                    setting.rows().stream().map(Origin::of).toList());
        }
    }

    /** The configuration and provenance of the first run of a method, as text. */
    record Origin(String method, String configuration, String provenance) {
        static Origin of(Row row) {
            return new Origin(
                    row.method(),
                    row.first().inputs().configuration(),
                    row.first().inputs().provenance());
        }
    }

    /** A mean difference from the reference in points, with its 95 % confidence interval. */
    record Difference(String method, double mean, double low, double high, boolean isSignificant) {
        static Difference of(String method, org.exeunt.app.findings.Setting.Test test) {
            double mean = test.paired().difference();
            double halfWidth = test.paired().halfWidth();
            return new Difference(
                    method,
                    mean,
                    mean - halfWidth,
                    mean + halfWidth,
                    org.exeunt.app.findings.Setting.isSignificant(test.studentP()));
        }
    }

    /**
     * Average ranks.
     *
     * @param methods best first
     * @param groups of ranks that do not differ significantly
     * @param criticalDifference of two ranks; null if not available
     */
    record Ranks(Table table, List<Ranking.Rank> methods, List<Ranking.Group> groups, Double criticalDifference) {
        static Ranks of(Ranking ranking) {
            return new Ranks(
                    Tables.ranks(ranking),
                    ranking.ranks(),
                    ranking.groups(),
                    ranking.criticalDifference().orElse(null));
        }
    }

    static PageData of(Results results) {
        List<org.exeunt.app.findings.Setting> settings = results.settings();
        Optional<RunPage> run = results.single()
                .map(own -> RunPage.of(settings.get(0).rows().get(0).first(), own));
        return new PageData(
                results.comparison().name(),
                ReportFiles.conditions(results),
                Findings.of(results),
                run.orElse(null),
                results.comparison().reference(),
                ReportFiles.legend(results),
                settings.stream()
                        .map(setting -> Setting.of(setting, settings.size() == 1 ? "" : Findings.of(results, setting)))
                        .toList(),
                Ranking.of(results).map(Ranks::of).orElse(null));
    }
}
