package org.exeunt.app.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.app.console.TextTable;
import org.exeunt.app.report.MostFrequentClass;
import org.exeunt.app.report.ReliabilityTable;
import org.exeunt.app.report.Words;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.records.RunArchive;
import org.exeunt.runtime.store.records.Summary;

/** Formats the summary of a run as text: the accuracy of every exit, then the savings by early exits. */
public final class ResultTable {
    private static final String MEAN = "mean of exits";
    private static final String VOTING = "all exits voting";

    private ResultTable() {}

    /**
     * Returns the lines of the table.
     *
     * @param run records of the run; empty if they cannot be read
     */
    public static List<String> of(Summary summary, Optional<RunArchive> run) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(text(
                "%s on %s, %s, after round %d; accuracy in %% of each client's own test examples",
                summary.setting().strategy(),
                summary.setting().dataset(),
                Figures.count(summary.setting().clients(), "client"),
                summary.finalRound().round()));
        Words.stopped(summary).ifPresent(lines::add);
        lines.add(Words.tested(summary.finalRound().tested()));
        lines.addAll(exits(summary).lines());
        if (summary.newClients() != null) {
            lines.add("");
            lines.add(Figures.count(summary.newClients().clients(), "new client") + ", which never trained");
            lines.add(Words.tested(summary.newClients().tested()));
            lines.addAll(ofNewClients(summary.newClients()).lines());
        }
        if (!summary.rules().isEmpty() && summary.finalRound().tested().clients() > 0) {
            lines.add("");
            lines.add(
                    summary.network().fullMacs() == null
                            ? "leaving early; the MACs of a layer are not known"
                            : text(
                                    "leaving early; MACs saved against the static network of %,d MACs",
                                    summary.network().fullMacs()));
            lines.addAll(rules(summary).lines());
            lines.addAll(atEqualAccuracy(summary));
            ReliabilityTable.chosenRule(summary).ifPresent(lines::add);
        }
        lines.add("");
        lines.add(text(
                "sent %s down, %s up; %s%s%s%s",
                Figures.bytes(summary.work().downlinkBytes()),
                Figures.bytes(summary.work().uplinkBytes()),
                Figures.number(summary.work().epochs())
                        + (summary.work().epochs() == 1 ? " local epoch" : " local epochs"),
                summary.work().headEpochs() == 0
                        ? ""
                        : text(
                                ", %s of them of heads alone",
                                Figures.number(summary.work().headEpochs())),
                summary.work().simulatedSeconds() == null
                        ? ""
                        : text(
                                "; %s simulated seconds",
                                Figures.number(summary.work().simulatedSeconds(), 1)),
                run.flatMap(archive -> Words.leftOut(archive.rounds()))
                        .map(updates -> "; %s updates left out".formatted(updates))
                        .orElse("")));
        run.flatMap(MostFrequentClass::accuracy)
                .ifPresent(accuracy -> lines.add("most frequent class of each client: %s%s"
                        .formatted(
                                Words.percent(accuracy),
                                MostFrequentClass.isNotExceeded(summary, accuracy)
                                        ? "; the final exit is not more accurate"
                                        : "")));
        return lines;
    }

    private static TextTable exits(Summary summary) {
        TextTable table = new TextTable().row("", "accuracy", "spread over clients", "worst tenth", "MACs");
        int tested = summary.finalRound().tested().clients();
        for (Summary.ExitFigures exit : summary.finalRound().exits()) {
            List<String> row = row("exit " + exit.exit(), exit.accuracy(), tested);
            List<Long> macs = summary.network().leavingMacs();
            row.add(macs.isEmpty() ? Figures.NONE : text("%,d", macs.get(exit.exit() - 1)));
            table.row(row);
        }
        table.row(row(MEAN, summary.finalRound().meanAccuracy(), tested));
        table.row(row(VOTING, summary.finalRound().ensembleAccuracy(), tested));
        return table;
    }

    private static TextTable ofNewClients(Summary.NewClients figures) {
        TextTable table = new TextTable().row("", "accuracy", "spread over clients", "worst tenth");
        int tested = figures.tested().clients();
        figures.exits().forEach(exit -> table.row(row("exit " + exit.exit(), exit.accuracy(), tested)));
        table.row(row(MEAN, figures.meanAccuracy(), tested));
        table.row(row(VOTING, figures.ensembleAccuracy(), tested));
        return table;
    }

    /** Returns a row; without clients there is no mean, and with a single one no spread. */
    private static List<String> row(String name, Summary.Accuracy accuracy, int tested) {
        return new ArrayList<>(List.of(
                name,
                tested == 0 ? Figures.NONE : Words.percent(accuracy.mean()),
                tested < 2 ? Figures.NONE : Words.percent(accuracy.deviation()),
                tested == 0 ? Figures.NONE : Words.percent(accuracy.worstTenth())));
    }

    private static TextTable rules(Summary summary) {
        List<String> head = new ArrayList<>(List.of("", "accuracy", "MACs saved"));
        for (int exit = 1; exit <= summary.exits(); exit++) {
            head.add("leave at " + exit);
        }
        TextTable table = new TextTable().row(head);
        for (Summary.Rule rule : summary.rules()) {
            List<String> row = new ArrayList<>(List.of(
                    rule.label(),
                    Words.percent(rule.accuracy()),
                    rule.macsSaved() == null ? Figures.NONE : Words.percent(rule.macsSaved()) + " %"));
            rule.shares().forEach(share -> row.add(Words.percent(share) + " %"));
            table.row(row);
        }
        return table;
    }

    private static List<String> atEqualAccuracy(Summary summary) {
        Summary.EqualAccuracy reference = summary.equalAccuracy();
        String slack = Words.slack(Stream.of(summary));
        List<String> lines = new ArrayList<>();
        if (summary.network().fullMacs() == null) {
            return lines;
        }
        for (Summary.Policy policy : summary.policies()) {
            String cost = policy.macsSavedAtEqualAccuracy() == null ? cost(summary, policy.policy()) : "";
            lines.add(atEqualAccuracy(policy.policy(), policy.macsSavedAtEqualAccuracy(), "the final exit", slack)
                    + cost);
            if (reference.baseline() != null) {
                String baseline = "the baseline of %s %%".formatted(Words.percent(reference.baseline()));
                lines.add(atEqualAccuracy(policy.policy(), policy.macsSavedAtBaselineAccuracy(), baseline, slack));
            }
        }
        return lines;
    }

    private static String atEqualAccuracy(String policy, Double saved, String reference, String slack) {
        if (saved == null) {
            return "%s: no setting is as accurate as %s%s".formatted(policy, reference, slack);
        }
        return "%s: %s at the accuracy of %s%s, interpolated between settings on the test examples"
                .formatted(policy, Words.macs(saved), reference, slack);
    }

    /** Returns what a policy's settings cost, named without the policy, with which the line begins. */
    private static String cost(Summary summary, String policy) {
        return Words.cost(summary.rules().stream().filter(rule -> rule.policy().equals(policy)))
                .map(cost -> "; " + (cost.startsWith(policy + " ") ? cost.substring(policy.length() + 1) : cost))
                .orElse("");
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
