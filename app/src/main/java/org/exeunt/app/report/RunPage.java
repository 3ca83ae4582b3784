package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.app.findings.Clauses;
import org.exeunt.app.findings.Measure;
import org.exeunt.app.findings.MostFrequentClass;
import org.exeunt.app.findings.SingleRun;
import org.exeunt.app.report.Diagnostics.Line;
import org.exeunt.app.text.Figures;
import org.exeunt.runtime.store.records.RunArchive;
import org.exeunt.runtime.store.records.RunArchive.PhaseTime;
import org.exeunt.runtime.store.records.Summary;

/**
 * The content of the page of a single run, in addition to tables and to the charts of comparisons.
 *
 * @param headlines the main figures
 * @param exits accuracy of each exit and their mean over rounds, in %
 * @param loss over rounds
 * @param rules what leaves at each exit, in %, for each setting of an exit policy
 * @param againstLocal accuracy of each client without federation and in this run, in %; empty if unknown
 * @param local the run without federation, and how many clients are more accurate than in it
 * @param times of phases
 */
record RunPage(
        List<Headline> headlines,
        List<Line> exits,
        List<double[]> loss,
        List<Rule> rules,
        List<double[]> againstLocal,
        String local,
        List<PhaseTime> times) {
    /** A figure with what it is. */
    record Headline(String name, String figure) {}

    /** What leaves at each exit, in %. */
    record Rule(String label, List<Double> shares) {}

    static RunPage of(RunArchive run, SingleRun own) {
        Map<ClientId, Double> local = new LinkedHashMap<>();
        own.local()
                .ifPresent(other -> Measure.tested(other).forEach(c -> local.put(c.client(), 100 * c.meanAccuracy())));
        return new RunPage(
                headlines(run, own),
                exits(run),
                run.rounds().stream()
                        .map(round -> new double[] {round.round().number(), round.loss()})
                        .toList(),
                run.summary().rules().stream()
                        .map(rule -> new Rule(
                                rule.label(),
                                rule.shares().stream().map(share -> 100 * share).toList()))
                        .toList(),
                Measure.tested(run).stream()
                        .filter(client -> local.containsKey(client.client()))
                        .limit(Figures.CHARTED_CLIENTS)
                        .map(client -> new double[] {
                            local.get(client.client()),
                            100 * client.meanAccuracy(),
                            client.client().index()
                        })
                        .toList(),
                own.local()
                        .flatMap(other -> Measure.aboveLocal(run, other)
                                .map(share -> "%s of the clients are more accurate (mean of exits) than in %s."
                                        .formatted(
                                                Figures.percent(share),
                                                other.summary().title())))
                        .orElse(""),
                own.times());
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
                .flatMap(other -> Measure.aboveLocal(run, other))
                .ifPresent(share -> headlines.add(accuracy("clients above local", share)));
        Measure.macsSaved(summary.policies().stream())
                .ifPresent(saved ->
                        headlines.add(accuracy("MACs saved, as accurate" + Clauses.slack(Stream.of(summary)), saved)));
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
}
