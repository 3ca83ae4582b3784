package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.app.report.FigureTable.Text;
import org.exeunt.app.report.SettingTable.Cell;
import org.exeunt.runtime.store.records.Summary;

/** How far exits and exit rules can be trusted: for each method of a comparison, or each exit of a single run. */
public final class ReliabilityTable {
    /** What the table shows. */
    static final String TITLE = "How far exits and exit rules can be trusted:";

    private static final List<String> NOTES_ON_EXITS = List.of(
            "Failure prediction: how often, in %, a correct answer has a higher confidence than a wrong one; 50 by"
                    + " chance. The higher it is, the more can be saved by leaving at a confidence.",
            "Calibration error: by how many points confidence and accuracy differ, over the examples of all clients. It"
                    + " does not predict what can be saved.",
            "Overthinking: examples, in %, that an early exit classifies correctly and the final exit does not.");

    private static final String NOTE_ON_RULES = "Promised and kept: MACs saved, and points of accuracy lost against the"
            + " final exit, by the exit rule that saves most at the accuracy of the final exit%s on validation"
            + " examples: there, and on test examples, which do not influence the choice.";

    /** The columns of a comparison: means over exits, early ones for overthinking, and the chosen rule. */
    static final List<Column> COLUMNS = List.of(
            column("failure-prediction", "failure prediction", of(Summary.ExitReliability::failurePrediction, false)),
            column("calibration-error", "calibration error", of(Summary.ExitReliability::calibrationError, false)),
            column("overthinking", "overthinking", of(Summary.ExitReliability::overthinking, true)),
            column("macs-saved-promised", "saving promised", chosen(rule -> rule.promised()
                    .macsSaved())),
            column("macs-saved-kept", "saving kept", chosen(rule -> rule.kept().macsSaved())),
            column("accuracy-drop-promised", "loss promised", chosen(rule -> rule.promised()
                    .accuracyDrop())),
            column("accuracy-drop-kept", "loss kept", chosen(rule -> rule.kept().accuracyDrop())));

    private static Column column(String key, String title, Function<Summary, Optional<Double>> value) {
        return new Column(key, title, 100, 1, false, run -> value.apply(run.summary()));
    }

    private static Function<Summary, Optional<Double>> of(
            Function<Summary.ExitReliability, Double> figure, boolean onlyEarly) {
        return summary -> {
            OptionalDouble mean = summary.reliability().exits().stream()
                    .filter(exit -> !onlyEarly || exit.exit() < summary.exits())
                    .map(figure)
                    .filter(Objects::nonNull)
                    .mapToDouble(Double::doubleValue)
                    .average();
            return mean.isPresent() ? Optional.of(mean.getAsDouble()) : Optional.empty();
        };
    }

    private static Function<Summary, Optional<Double>> chosen(Function<Summary.ChosenRule, Double> figure) {
        return summary -> bestChosen(summary).map(figure);
    }

    /** Returns the chosen rule of the policy that promises the largest saving; the first of equal ones. */
    private static Optional<Summary.ChosenRule> bestChosen(Summary summary) {
        return summary.reliability().chosen().stream()
                .max(Comparator.comparingDouble(rule -> rule.promised().macsSaved()));
    }

    private ReliabilityTable() {}

    /** Returns the table of a setting; empty if no run has such figures. */
    static Optional<FigureTable> of(SettingTable table) {
        return table.isSingleRun() ? ofRun(table.rows().get(0).first().summary()) : ofMethods(table);
    }

    private static Optional<FigureTable> ofRun(Summary summary) {
        if (summary.reliability().exits().isEmpty()) {
            return Optional.empty();
        }
        List<String> notes = new ArrayList<>(NOTES_ON_EXITS);
        chosenRule(summary).ifPresent(notes::add);
        return Optional.of(new FigureTable(
                TITLE,
                List.of("exit", "failure prediction", "calibration error", "overthinking"),
                summary.reliability().exits().stream()
                        .map(exit -> List.of(
                                Text.name("exit " + exit.exit()),
                                Text.percent(exit.failurePrediction()),
                                Text.percent(exit.calibrationError()),
                                exit.exit() == summary.exits()
                                        ? Text.percent(null)
                                        : Text.percent(exit.overthinking())))
                        .toList(),
                notes));
    }

    /** Returns a sentence on the rule chosen on validation examples; empty without validation examples. */
    public static Optional<String> chosenRule(Summary summary) {
        return bestChosen(summary).map(rule -> sentence(rule, Words.slack(Stream.of(summary))));
    }

    private static String sentence(Summary.ChosenRule rule, String slack) {
        return rule.label() == null
                ? "No setting of %s saves MACs at the accuracy of the final exit%s on validation examples."
                        .formatted(rule.policy(), slack)
                : "Chosen on validation examples alone: %s, with %s there, and %s on test examples."
                        .formatted(rule.label(), tradeoff(rule.promised()), tradeoff(rule.kept()));
    }

    private static String tradeoff(Summary.Tradeoff rule) {
        return "%s at a %s points"
                .formatted(
                        Words.macs(rule.macsSaved()),
                        Words.bySign(100 * rule.accuracyDrop(), "loss of %s", "gain of %s"));
    }

    private static Optional<FigureTable> ofMethods(SettingTable table) {
        List<List<Cell>> cells = table.rows().stream()
                .map(row -> COLUMNS.stream()
                        .map(column -> Cell.of(column, row.runs(), table.seeds().size()))
                        .toList())
                .toList();
        List<Integer> shown = IntStream.range(0, COLUMNS.size())
                .boxed()
                .filter(column -> cells.stream()
                        .anyMatch(row -> row.get(column).estimate().isPresent()))
                .toList();
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        List<String> titles = new ArrayList<>(List.of("method"));
        shown.forEach(column -> titles.add(COLUMNS.get(column).title()));
        List<List<Text>> rows = new ArrayList<>();
        for (int r = 0; r < cells.size(); r++) {
            List<Text> row =
                    new ArrayList<>(List.of(Text.name(table.rows().get(r).method())));
            for (int column : shown) {
                row.add(Text.of(cells.get(r).get(column)));
            }
            rows.add(row);
        }
        List<String> notes = new ArrayList<>(NOTES_ON_EXITS.subList(0, 2));
        notes.add(NOTES_ON_EXITS.get(2).replaceAll("\\.$", ", mean over early exits."));
        if (shown.size() > NOTES_ON_EXITS.size()) {
            notes.add(NOTE_ON_RULES.formatted(Words.slack(table.summaries())));
        }
        return Optional.of(new FigureTable(TITLE, titles, rows, notes));
    }
}
