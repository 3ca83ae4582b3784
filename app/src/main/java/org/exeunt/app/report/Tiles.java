package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.app.findings.Clauses;
import org.exeunt.app.findings.Measure;
import org.exeunt.app.findings.Results;
import org.exeunt.app.findings.Setting;
import org.exeunt.app.findings.Setting.Row;
import org.exeunt.app.report.Page.Tile;
import org.exeunt.app.table.Table.Cell;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.archive.RunSummary;

/** The main figures of a page: accuracy, what leaving early saves and costs, and the worst tenth of clients. */
final class Tiles {
    private static final String SAVED = "computation saved";
    private static final String WORST = "worst tenth of clients";

    private Tiles() {}

    /** Returns the figures of a run, of the first method of a single setting, or the first method of each setting. */
    static List<Tile> of(Results results) {
        List<Setting> settings =
                results.settings().stream().map(Setting::sorted).toList();
        return results.isSingle()
                ? ofRun(settings.get(0).summaries().findFirst().orElseThrow())
                : settings.size() == 1
                        ? ofFirst(settings.get(0))
                        : settings.stream()
                                .map(setting -> tile(setting.name(), setting, Measure.MEAN, "mean of exits", ""))
                                .flatMap(Optional::stream)
                                .toList();
    }

    private static List<Tile> ofRun(RunSummary summary) {
        if (summary.finalRound().tested().clients() == 0) {
            return List.of();
        }
        RunSummary.Accuracy last =
                summary.finalRound().exits().get(summary.exits() - 1).accuracy();
        List<Tile> tiles = new ArrayList<>(List.of(
                new Tile("accuracy", Figures.percent(last.mean()), "at the final exit", "Accuracy after"),
                saved(summary),
                new Tile(
                        WORST,
                        Figures.percent(last.worstTenth()),
                        "accuracy at the final exit",
                        "Accuracy of clients")));
        Promises.tile(summary).ifPresent(tiles::add);
        return tiles;
    }

    private static Tile saved(RunSummary summary) {
        return Measure.chosenRule(summary)
                .filter(rule -> rule.label() != null)
                .map(rule -> saved(rule.kept(), rule.label(), "validation"))
                .or(() -> Measure.chosenRule(summary).isPresent()
                        ? Optional.empty()
                        : Clauses.cheapest(summary.rules().stream())
                                .map(rule -> saved(
                                        new RunSummary.Tradeoff(rule.accuracyDrop(), rule.macsSaved()),
                                        rule.label(),
                                        "test")))
                .orElse(new Tile(
                        SAVED, Figures.NONE, Clauses.leaving(summary).orElse("no rule saves MACs"), "Leaving"));
    }

    private static Tile saved(RunSummary.Tradeoff rule, String label, String examples) {
        String detail =
                "at a %s (%s, chosen on %s examples)".formatted(Clauses.change(rule.accuracyDrop()), label, examples);
        return new Tile(SAVED, Figures.percent(rule.macsSaved()), detail, "Leaving early");
    }

    private static List<Tile> ofFirst(Setting setting) {
        return Stream.of(
                        tile("accuracy", setting, Measure.MEAN, "mean of exits", ""),
                        measure(setting, Measure.MACS_SAVED)
                                .flatMap(measure -> tile(
                                        SAVED,
                                        setting,
                                        measure,
                                        "at the accuracy of its final exit",
                                        "Accuracy against")),
                        measure(setting, "accuracy-worst-tenth")
                                .flatMap(measure ->
                                        tile(WORST, setting, measure, "mean of exits", "Accuracy of clients")))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Measure> measure(Setting setting, String key) {
        return setting.measures().stream()
                .filter(measure -> measure.key().equals(key))
                .findFirst();
    }

    private static Optional<Tile> tile(String name, Setting setting, Measure measure, String what, String target) {
        Row first = setting.rows().get(0);
        Cell cell = first.values().get(measure).cell();
        return cell.value() == null
                ? Optional.empty()
                : Optional.of(new Tile(
                        name, measure.column().text(cell) + " %", "%s, %s".formatted(first.method(), what), target));
    }
}
