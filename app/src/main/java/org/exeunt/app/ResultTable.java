package org.exeunt.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.exeunt.app.console.Amounts;
import org.exeunt.runtime.record.Summary;

/** The end of a run as a person reads it: accuracy of every exit, then what leaving early saves. */
final class ResultTable {
    private static final String MEAN = "mean of exits";
    private static final String VOTING = "all exits voting";

    private ResultTable() {}

    static List<String> of(Summary summary) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(text(
                "%s on %s, %d clients, after round %d; accuracy in %% of each client's own test examples",
                summary.setting().strategy(),
                summary.setting().dataset(),
                summary.setting().clients(),
                summary.finalRound().round()));
        lines.addAll(exits(summary).lines());
        if (summary.newClients() != null) {
            lines.add("");
            lines.add(text(
                    "%d new clients, which never trained", summary.newClients().clients()));
            lines.addAll(ofNewClients(summary.newClients()).lines());
        }
        if (!summary.rules().isEmpty()) {
            lines.add("");
            lines.add(text(
                    "leaving early; MACs saved against the static network of %,d MACs",
                    summary.network().fullMacs()));
            lines.addAll(rules(summary).lines());
            lines.addAll(atEqualAccuracy(summary));
        }
        lines.add("");
        lines.add(text(
                "sent %s down, %s up; %d local epochs%s",
                Amounts.bytes(summary.work().downlinkBytes()),
                Amounts.bytes(summary.work().uplinkBytes()),
                summary.work().epochs(),
                summary.work().headEpochs() == 0
                        ? ""
                        : text(", %d of them of heads alone", summary.work().headEpochs())));
        return lines;
    }

    private static TextTable exits(Summary summary) {
        TextTable table = new TextTable().row("", "accuracy", "spread over clients", "worst tenth", "MACs");
        for (Summary.ExitFigures exit : summary.finalRound().exits()) {
            table.row(
                    "exit " + exit.exit(),
                    percent(exit.accuracy().mean()),
                    percent(exit.accuracy().deviation()),
                    percent(exit.accuracy().worstTenth()),
                    text("%,d", summary.network().leavingMacs().get(exit.exit() - 1)));
        }
        row(table, MEAN, summary.finalRound().meanAccuracy());
        row(table, VOTING, summary.finalRound().ensembleAccuracy());
        return table;
    }

    private static TextTable ofNewClients(Summary.NewClients figures) {
        TextTable table = new TextTable().row("", "accuracy", "spread over clients", "worst tenth");
        figures.exits().forEach(exit -> row(table, "exit " + exit.exit(), exit.accuracy()));
        row(table, MEAN, figures.meanAccuracy());
        row(table, VOTING, figures.ensembleAccuracy());
        return table;
    }

    private static void row(TextTable table, String name, Summary.Accuracy accuracy) {
        table.row(name, percent(accuracy.mean()), percent(accuracy.deviation()), percent(accuracy.worstTenth()));
    }

    private static TextTable rules(Summary summary) {
        List<String> head = new ArrayList<>(List.of("", "accuracy", "MACs saved"));
        for (int exit = 1; exit <= summary.network().leavingMacs().size(); exit++) {
            head.add("leave at " + exit);
        }
        TextTable table = new TextTable().row(head);
        for (Summary.Rule rule : summary.rules()) {
            List<String> row =
                    new ArrayList<>(List.of(rule.label(), percent(rule.accuracy()), percent(rule.macsSaved()) + " %"));
            rule.shares().forEach(share -> row.add(percent(share) + " %"));
            table.row(row);
        }
        return table;
    }

    private static List<String> atEqualAccuracy(Summary summary) {
        Summary.EqualAccuracy reference = summary.equalAccuracy();
        String slack = reference.slack() == 0 ? "" : text(" less %s points", percent(reference.slack()));
        List<String> lines = new ArrayList<>();
        for (Summary.Policy policy : summary.policies()) {
            lines.add(atEqualAccuracy(policy.policy(), policy.macsSavedAtEqualAccuracy(), "the final exit", slack));
            if (reference.baseline() != null) {
                String baseline = "the baseline of %s %%".formatted(percent(reference.baseline()));
                lines.add(atEqualAccuracy(policy.policy(), policy.macsSavedAtBaselineAccuracy(), baseline, slack));
            }
        }
        return lines;
    }

    private static String atEqualAccuracy(String policy, Double saved, String reference, String slack) {
        return saved == null
                ? "%s: no setting is as accurate as %s%s".formatted(policy, reference, slack)
                : "%s: %s %% of MACs saved at the accuracy of %s%s".formatted(policy, percent(saved), reference, slack);
    }

    private static String percent(double share) {
        return text("%.1f", 100 * share);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
