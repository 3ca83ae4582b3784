package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.app.report.Diagnostics.Line;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.identity.ClassDistribution.ClientCounts;
import org.exeunt.runtime.store.records.RunArchive;
import org.exeunt.runtime.store.records.RunArchive.PhaseTime;
import org.exeunt.runtime.store.records.Summary;

/**
 * The content of the page of a single run, in addition to the charts of comparisons.
 *
 * @param headlines the main figures
 * @param exits accuracy of each exit and their mean over rounds, in %
 * @param loss over rounds
 * @param rules one row per setting of an exit policy: its name, accuracy, MACs saved, and what leaves at each exit
 * @param ruleTitles of these rows
 * @param clients one row per evaluated client with an owner, of the first ones: its number, its owner, its training and
 *     test examples, and its accuracy
 * @param clientTitles of these rows
 * @param againstLocal accuracy of each client without federation and in this run, in %; empty if unknown
 * @param local the run without federation, and how many clients are more accurate than in it
 * @param times of phases
 */
record RunPage(
        List<Headline> headlines,
        List<Line> exits,
        List<double[]> loss,
        List<List<String>> rules,
        List<String> ruleTitles,
        List<List<String>> clients,
        List<String> clientTitles,
        List<double[]> againstLocal,
        String local,
        List<PhaseTime> times) {
    private static final int LISTED_CLIENTS = 100;

    /** A figure with what it is. */
    record Headline(String name, String figure) {}

    static RunPage of(RunArchive run, SingleRun own) {
        Summary summary = run.summary();
        List<String> ruleTitles = new ArrayList<>(List.of("exit rule", "accuracy, %", "MACs saved, %"));
        for (int exit = 1; exit <= summary.exits(); exit++) {
            ruleTitles.add("leave at " + exit + ", %");
        }
        List<ClientCounts> counts = run.inputs().classes().clients();
        Map<ClientId, Double> local = new LinkedHashMap<>();
        own.local()
                .ifPresent(other -> Column.tested(other).forEach(c -> local.put(c.client(), 100 * c.meanAccuracy())));
        return new RunPage(
                headlines(run, own),
                exits(run),
                run.rounds().stream()
                        .map(round -> new double[] {round.round().number(), round.loss()})
                        .toList(),
                summary.rules().stream().map(RunPage::rule).toList(),
                ruleTitles,
                Stream.of(run.finalEvaluation().clients(), run.finalEvaluation().newClients())
                        .flatMap(List::stream)
                        .filter(client -> counts.get(client.client().index()).owner() != null)
                        .limit(LISTED_CLIENTS)
                        .map(client -> client(client, counts.get(client.client().index())))
                        .toList(),
                List.of("client", "owner", "training examples", "test examples", "final exit, %", "mean of exits, %"),
                Column.tested(run).stream()
                        .filter(client -> local.containsKey(client.client()))
                        .limit(Figures.CHARTED_CLIENTS)
                        .map(client -> new double[] {
                            local.get(client.client()),
                            100 * client.meanAccuracy(),
                            client.client().index()
                        })
                        .toList(),
                own.local()
                        .map(other -> local(run, other)
                                + (local.size() > Figures.CHARTED_CLIENTS ? " Not all are shown." : ""))
                        .orElse(""),
                own.times());
    }

    private static String local(RunArchive run, RunArchive other) {
        return Column.againstLocal(run, other)
                .map(share -> "%s %% of the clients are more accurate, by the mean of exits, than in %s, which differs"
                                .formatted(
                                        Figures.number(100 * share.above(), 0),
                                        other.summary().title())
                        + " in having no federation; "
                        + Column.AgainstLocal.others(share.above(), share.equal()))
                .orElse("");
    }

    private static List<Headline> headlines(RunArchive run, SingleRun own) {
        Summary summary = run.summary();
        List<Headline> headlines = new ArrayList<>();
        Summary.FinalRound last = summary.finalRound();
        if (last.tested().clients() > 0) {
            headlines.add(accuracy("final exit", summary.finalAccuracy()));
            headlines.add(accuracy("mean of exits", last.meanAccuracy().mean()));
            headlines.add(accuracy("worst tenth of clients", last.meanAccuracy().worstTenth()));
            headlines.add(accuracy("all exits voting", last.ensembleAccuracy().mean()));
            MostFrequentClass.accuracy(run).ifPresent(known -> headlines.add(accuracy("most frequent class", known)));
        }
        own.local()
                .flatMap(other -> Column.aboveLocal(run, other))
                .ifPresent(share -> headlines.add(accuracy("clients above local", share)));
        Column.macsSaved(summary)
                .ifPresent(saved -> headlines.add(accuracy(
                        "MACs saved, as accurate%s, interpolated".formatted(Words.slack(Stream.of(summary))), saved)));
        headlines.add(new Headline("sent down", Figures.bytes(summary.work().downlinkBytes())));
        headlines.add(new Headline("sent up", Figures.bytes(summary.work().uplinkBytes())));
        headlines.add(new Headline("local epochs", Figures.number(summary.work().epochs())));
        if (summary.work().simulatedSeconds() != null) {
            headlines.add(new Headline(
                    "simulated time", Figures.duration(summary.work().simulatedSeconds())));
        }
        if (!own.times().isEmpty()) {
            double seconds =
                    own.times().stream().mapToDouble(PhaseTime::seconds).sum();
            headlines.add(new Headline("time", Figures.duration(seconds)));
        }
        return headlines;
    }

    private static Headline accuracy(String name, double fraction) {
        return new Headline(name, Figures.percent(fraction));
    }

    private static List<Line> exits(RunArchive run) {
        List<Line> lines = new ArrayList<>();
        for (int e = 0; e < run.summary().exits(); e++) {
            int exit = e;
            lines.add(new Line(
                    "exit " + (exit + 1),
                    run.evaluations().stream()
                            .filter(evaluation -> exit < evaluation.accuracy().size())
                            .map(evaluation -> new double[] {
                                evaluation.round(), 100 * evaluation.accuracy().get(exit)
                            })
                            .toList()));
        }
        lines.add(new Line(
                "mean of exits",
                run.evaluations().stream()
                        .map(evaluation -> new double[] {evaluation.round(), 100 * evaluation.meanAccuracy()})
                        .toList()));
        return lines;
    }

    private static List<String> client(ClientEvaluation client, ClientCounts counts) {
        boolean tested = client.examples() > 0;
        return List.of(
                client.client().toString(),
                counts.owner(),
                Figures.number(
                        counts.train().stream().mapToInt(Integer::intValue).sum()),
                Figures.number(client.examples()),
                tested
                        ? Words.percent(
                                client.exits().get(client.exits().size() - 1).accuracy())
                        : Figures.NONE,
                tested ? Words.percent(client.meanAccuracy()) : Figures.NONE);
    }

    private static List<String> rule(Summary.Rule rule) {
        List<String> cells = new ArrayList<>(List.of(
                rule.label(),
                Words.percent(rule.accuracy()),
                Optional.ofNullable(rule.macsSaved()).map(Words::percent).orElse(Figures.NONE)));
        rule.shares().forEach(share -> cells.add(Words.percent(share)));
        return cells;
    }
}
