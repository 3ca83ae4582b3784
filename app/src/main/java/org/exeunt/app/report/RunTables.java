package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.tracking.ExitConfidence;
import org.exeunt.app.findings.Clauses;
import org.exeunt.app.findings.MostFrequentClass;
import org.exeunt.app.statistics.Rounding;
import org.exeunt.app.table.Table;
import org.exeunt.app.table.Table.Format;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.archive.RunSummary.ExitFigures;
import org.exeunt.runtime.archive.RunSummary.NewClients;
import org.exeunt.runtime.archive.RunSummary.Policy;
import org.exeunt.runtime.archive.RunSummary.Rule;
import org.exeunt.runtime.archive.RunSummary.Work;

/** The tables of a single run, on the console and on its page. */
public final class RunTables {
    static final String RELIABILITY = "How far exits and exit rules can be trusted, in %:";

    static final List<String> RELIABILITY_NOTES = List.of(
            "Failure prediction: how often a correct answer has a higher confidence than a wrong one; 50 by chance.",
            "Calibration error: difference of confidence and accuracy, in points.",
            "Overthinking: examples that an early exit classifies correctly and the final exit does not.");

    private RunTables() {}

    /**
     * Returns the accuracies of exits, those of new clients, and the exit rules, as far as the run has them.
     */
    public static List<Table> of(RunRecords run) {
        RunSummary summary = run.summary();
        List<Table> tables = new ArrayList<>();
        Table exits = accuracies(
                "Accuracy after round %d in %% (%s):"
                        .formatted(
                                summary.finalRound().round(),
                                Clauses.tested(summary.finalRound().tested())),
                summary.finalRound().exits(),
                summary.finalRound().meanAccuracy(),
                summary.finalRound().ensembleAccuracy(),
                summary.finalRound().tested().clients(),
                summary.network().leavingMacs());
        Clauses.stopped(summary).ifPresent(exits.notes()::add);
        exits.notes().add(costs(run));
        MostFrequentClass.accuracy(run).ifPresent(accuracy -> exits.notes()
                .add("most frequent class of each client: %s%s"
                        .formatted(
                                Figures.percent(accuracy),
                                Rounding.difference(summary.finalAccuracy(), accuracy) <= 0
                                        ? "; the final exit is not more accurate"
                                        : "")));
        tables.add(exits);
        NewClients never = summary.newClients();
        if (never != null) {
            tables.add(accuracies(
                    "%s, which never trained, in %% (%s):"
                            .formatted(Figures.count(never.clients(), "new client"), Clauses.tested(never.tested())),
                    never.exits(),
                    never.meanAccuracy(),
                    never.ensembleAccuracy(),
                    never.tested().clients(),
                    List.of()));
        }
        if (!summary.rules().isEmpty() && summary.finalRound().tested().clients() > 0) {
            tables.add(rules(summary));
            Table promises = Promises.table(summary);
            if (!promises.rows().isEmpty()) {
                tables.add(promises);
            }
        }
        return tables;
    }

    private static String costs(RunRecords run) {
        Work work = run.summary().work();
        List<String> costs = new ArrayList<>();
        costs.add("sent %s down, %s up"
                .formatted(Figures.bytes(work.downlinkBytes()), Figures.bytes(work.uplinkBytes())));
        costs.add(Figures.number(work.epochs())
                + (work.epochs() == 1 ? " local epoch" : " local epochs")
                + (work.headEpochs() == 0
                        ? ""
                        : ", %s of them of heads only".formatted(Figures.number(work.headEpochs()))));
        if (work.simulatedSeconds() != null) {
            costs.add(Figures.number(work.simulatedSeconds(), 1) + " simulated seconds");
        }
        Clauses.leftOut(Stream.of(run)).ifPresent(updates -> costs.add(updates + " updates left out"));
        return String.join("; ", costs);
    }

    /** Returns the times of phases; empty if they are not known. */
    static List<Table> times(List<FinishedRun.PhaseTime> times) {
        Table table = new Table("Time of each phase, summed over rounds:")
                .with(Format.TEXT, "phase")
                .with(Format.THREE_DIGITS, "seconds", "processor seconds, all threads");
        times.forEach(time -> table.row(List.of(time.phase(), time.seconds(), time.cpuSeconds())));
        return times.isEmpty() ? List.of() : List.of(table);
    }

    /** Returns accuracies; without clients there is no mean, and with a single one no spread. */
    private static Table accuracies(
            String title,
            List<ExitFigures> exits,
            RunSummary.Accuracy mean,
            RunSummary.Accuracy voting,
            int tested,
            List<Long> macs) {
        Table table = new Table(title)
                .with(Format.TEXT, "")
                .with(Format.DECIMAL, "accuracy", "spread over clients", "worst tenth")
                .with(Format.COUNT, "MACs");
        exits.forEach(exit -> row(
                table,
                "exit " + exit.exit(),
                exit.accuracy(),
                tested,
                macs.isEmpty() ? Figures.NONE : macs.get(exit.exit() - 1)));
        row(table, "mean of exits", mean, tested, "");
        row(table, "all exits voting", voting, tested, "");
        return table;
    }

    private static void row(Table table, String name, RunSummary.Accuracy accuracy, int tested, Object macs) {
        Object none = Figures.NONE;
        table.row(List.of(
                name,
                tested == 0 ? none : 100 * accuracy.mean(),
                tested < 2 ? none : 100 * accuracy.deviation(),
                tested == 0 ? none : 100 * accuracy.worstTenth(),
                macs));
    }

    private static Table rules(RunSummary summary) {
        Table table = new Table(
                        summary.network().fullMacs() == null
                                ? "Leaving early, in %; the MACs of a layer are not known:"
                                : "Leaving early, in %%; MACs saved of the static network's %s:"
                                        .formatted(
                                                Figures.number(summary.network().fullMacs(), 0)))
                .with(Format.NAME, "exit rule")
                .with(Format.DECIMAL, "accuracy", "MACs saved");
        IntStream.rangeClosed(1, summary.exits()).forEach(exit -> table.with(Format.DECIMAL, "leave at " + exit));
        for (Rule rule : summary.rules()) {
            List<Object> row =
                    new ArrayList<>(Arrays.asList(rule.label(), 100 * rule.accuracy(), percent(rule.macsSaved())));
            rule.shares().forEach(share -> row.add(100 * share));
            table.row(row);
        }
        Clauses.chosenRule(summary).ifPresent(table.notes()::add);
        if (summary.network().fullMacs() != null) {
            summary.policies().forEach(policy -> atEqualAccuracy(summary, policy, table.notes()));
        }
        return table;
    }

    private static void atEqualAccuracy(RunSummary summary, Policy policy, List<String> notes) {
        Double baseline = summary.equalAccuracy().baseline();
        String slack = Clauses.slack(Stream.of(summary));
        String name = policy.policy();
        String cost = Clauses.cost(
                        summary.rules().stream().filter(rule -> rule.policy().equals(name)))
                .map("; "::concat)
                .orElse("");
        notes.add(atEqualAccuracy(name, policy.macsSavedAtEqualAccuracy(), "the final exit" + slack, cost));
        if (baseline != null) {
            String reference = "the baseline of " + Figures.percent(baseline) + slack;
            notes.add(atEqualAccuracy(name, policy.macsSavedAtBaselineAccuracy(), reference, ""));
        }
    }

    private static String atEqualAccuracy(String policy, Double saved, String reference, String cost) {
        return saved == null
                ? "%s: no setting is as accurate as %s%s".formatted(policy, reference, cost)
                : "%s, to compare methods: %s at the accuracy of %s, interpolated between settings on the test examples (optimistic)"
                        .formatted(policy, Clauses.macs(saved), reference);
    }

    private static Double percent(Double fraction) {
        return fraction == null ? null : 100 * fraction;
    }

    static Table reliability(RunSummary summary) {
        Table table = new Table(RELIABILITY)
                .with(Format.TEXT, "exit")
                .with(Format.DECIMAL, "failure prediction", "calibration error", "overthinking");
        table.notes().addAll(RELIABILITY_NOTES);
        for (ExitConfidence exit : summary.reliability().exits()) {
            int number = table.rows().size() + 1;
            table.row(Arrays.asList(
                    "exit " + number,
                    exit.failurePrediction().isPresent()
                            ? 100 * exit.failurePrediction().getAsDouble()
                            : null,
                    100 * exit.calibrationError(),
                    number == summary.exits() ? null : 100 * exit.overthinking()));
        }
        return table;
    }
}
