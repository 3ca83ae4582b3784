package org.exeunt.app.report;

import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.api.exit.Promise;
import org.exeunt.app.console.VisibleText;
import org.exeunt.app.report.Page.Tile;
import org.exeunt.app.table.Table;
import org.exeunt.app.table.Table.Format;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.archive.RunSummary.Promised;
import org.exeunt.runtime.archive.RunSummary.Unpromised;

/** What the exit rules of a run promise, and to which clients. */
final class Promises {
    private static final int NAMED = 12;

    private Promises() {}

    /** Returns the figure of the first rule that promises something. */
    static Optional<Tile> tile(RunSummary summary) {
        return summary.reliability().promises().stream()
                .findFirst()
                .map(rule -> new Tile(
                        "clients with a promise",
                        rule.brokenBy() != null || rule.holding() == 0
                                ? "none"
                                : "%d of %d".formatted(rule.holding(), rule.clients()),
                        rule.brokenBy() != null
                                ? rule.brokenBy() + " used the validation examples"
                                : (rule.scope() == Promise.Scope.FEDERATION ? "all together " : "")
                                        + content(rule)
                                        + (rule.kept() == null
                                                ? ""
                                                : "; saves %s of the computation there"
                                                        .formatted(Figures.percent(
                                                                rule.kept().macsSaved()))),
                        "Promises"));
    }

    /** Returns all promises; without rows if no rule promises anything. */
    static Table table(RunSummary summary) {
        Table table = new Table(
                        "Promises of exit rules; savings and losses in % on test examples, where a promise holds:")
                .with(Format.NAME, "exit rule")
                .with(Format.TEXT, "promise", "holds for")
                .with(Format.DECIMAL, "MACs saved", "accuracy lost");
        for (Promised rule : summary.reliability().promises()) {
            table.row(Arrays.asList(
                    rule.label(),
                    content(rule),
                    holds(rule),
                    rule.kept() == null ? null : 100 * rule.kept().macsSaved(),
                    rule.kept() == null ? null : 100 * rule.kept().accuracyDrop()));
            if (rule.brokenBy() != null) {
                table.notes()
                        .add("no promise holds: %s decided by the validation examples on which they rest"
                                .formatted(rule.brokenBy()));
            }
            without(rule, true).ifPresent(table.notes()::add);
            without(rule, false).ifPresent(table.notes()::add);
        }
        return table;
    }

    private static String content(Promised rule) {
        String points = Figures.number(100 * rule.epsilon(), 1).replaceFirst("\\.0$", "");
        return "at most %s, with %s confidence"
                .formatted(
                        rule.risk() == Promise.Risk.HARM ? points + " points lost" : points + " % of answers changed",
                        Figures.percent(1 - rule.delta()).replaceFirst("\\.0", ""));
    }

    private static String holds(Promised rule) {
        if (rule.brokenBy() != null || rule.holding() == 0) {
            return "no client";
        }
        return rule.scope() == Promise.Scope.FEDERATION
                ? "all clients together"
                : "%d of %s".formatted(rule.holding(), Figures.count(rule.clients(), "client"));
    }

    /** Returns the clients without a promise that have too few examples, or those whose risk is too high. */
    private static Optional<String> without(Promised rule, boolean tooFew) {
        List<Unpromised> clients = rule.without().stream()
                .filter(client -> client.examples() < rule.needed() == tooFew)
                .toList();
        if (clients.isEmpty()) {
            return Optional.empty();
        }
        IntSummaryStatistics examples =
                clients.stream().mapToInt(Unpromised::examples).summaryStatistics();
        String has = examples.getMin() == examples.getMax()
                ? Figures.count(examples.getMax(), "validation example")
                : "%d to %d validation examples".formatted(examples.getMin(), examples.getMax());
        String reason = tooFew
                ? "%s of the %s needed".formatted(has, Figures.number(rule.needed(), 0))
                : "the risk is too high even at the strictest threshold, by "
                        + (clients.size() == 1
                                ? "%d of %s".formatted(clients.get(0).count(), has)
                                : has);
        String names = rule.scope() == Promise.Scope.FEDERATION
                ? "all clients together"
                : VisibleText.first(
                        NAMED,
                        clients.stream()
                                .map(client -> "client " + client.client())
                                .toList(),
                        ", ");
        return Optional.of("without a promise of %s: %s (%s)".formatted(rule.label(), names, reason));
    }

    /** Returns a sentence if tuning used the validation examples on which promises rest. */
    static Stream<String> ofTuned(Stream<RunSummary> runs) {
        return runs.anyMatch(run -> !run.reliability().promises().isEmpty())
                ? Stream.of("Exit rules promise nothing for tuned methods: tuning decided by validation examples, on"
                        + " which promises rest.")
                : Stream.empty();
    }
}
