package org.exeunt.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.exeunt.runtime.record.Summary;

/** The end of a run as a person reads it: accuracy of every exit, then what leaving early saves. */
final class ResultTable {
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
                bytes(summary.work().downlinkBytes()),
                bytes(summary.work().uplinkBytes()),
                summary.work().epochs(),
                summary.work().headEpochs() == 0
                        ? ""
                        : text(", %d of them of heads alone", summary.work().headEpochs())));
        return lines;
    }

    private static TextTable exits(Summary summary) {
        TextTable table = new TextTable().row("", "accuracy", "spread over clients", "MACs");
        for (Summary.ExitFigures exit : summary.finalRound().exits()) {
            table.row(
                    "exit " + exit.exit(),
                    percent(exit.accuracy().mean()),
                    percent(exit.accuracy().deviation()),
                    text("%,d", summary.network().leavingMacs().get(exit.exit() - 1)));
        }
        Summary.Figure mean = summary.finalRound().meanAccuracy();
        Summary.Figure ensemble = summary.finalRound().ensembleAccuracy();
        table.row("mean of exits", percent(mean.mean()), percent(mean.deviation()), "");
        return table.row("all exits voting", percent(ensemble.mean()), percent(ensemble.deviation()), "");
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
        return summary.policies().stream()
                .map(policy -> policy.macsSavedAtEqualAccuracy() == null
                        ? "%s: no setting is as accurate as the final exit".formatted(policy.policy())
                        : "%s: %s %% of MACs saved at the final exit's accuracy"
                                .formatted(policy.policy(), percent(policy.macsSavedAtEqualAccuracy())))
                .toList();
    }

    private static String percent(double share) {
        return text("%.1f", 100 * share);
    }

    private static String bytes(long count) {
        return count < 10_000_000 ? text("%.1f kB", count / 1e3) : text("%.1f MB", count / 1e6);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
