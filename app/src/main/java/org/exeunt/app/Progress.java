package org.exeunt.app;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.exeunt.api.network.NetworkFacts;
import org.exeunt.api.record.EvaluationRecord;
import org.exeunt.api.record.RoundRecord;
import org.exeunt.api.record.RunTracker;
import org.exeunt.app.report.VisibleText;

/** Tells a person how a run goes: one line that changes on a terminal, a plain line an evaluation elsewhere. */
final class Progress implements RunTracker {
    private static final int BAR = 24;

    private final ConsoleStream out;
    private final boolean terminal;
    private int rounds;
    private int before = -1;
    private long begun;
    private String accuracy = "";
    private String loss = "";
    private String exits = "";

    Progress(ConsoleStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void started(String name, int plannedRounds, int clients, NetworkFacts network) {
        rounds = plannedRounds;
        begun = System.nanoTime();
        out.printf(
                Locale.ROOT,
                "%s: %d clients, %d rounds, %d exits, %,d parameters%n",
                name,
                clients,
                rounds,
                network.exits(),
                network.layout().trainable().size());
    }

    @Override
    public void warned(String sentence) {
        clear();
        out.println("warning: " + VisibleText.line(sentence));
    }

    @Override
    public void finished(RoundRecord round) {
        before = before < 0 ? round.round().number() - 1 : before;
        loss = String.format(Locale.ROOT, "loss %.3f", round.loss());
        exits = "active exits " + round.activeExits();
        for (RoundRecord.ClientFailure failure : round.failures()) {
            warned("round %s: client %s was left out: %s".formatted(round.round(), failure.client(), failure.cause()));
        }
        if (terminal) {
            clear();
            out.print(line(round.round().number()));
            out.flush();
        }
    }

    @Override
    public void evaluated(EvaluationRecord evaluation) {
        accuracy = "accuracy " + percentages(evaluation.accuracy()) + " %";
        clear();
        String line = line(evaluation.round().number());
        if (terminal) {
            out.print(line);
            out.flush();
        } else {
            out.println(line);
        }
    }

    @Override
    public void close() {
        if (terminal && rounds > 0) {
            out.println();
        }
    }

    private void clear() {
        if (terminal) {
            out.clearLine();
        }
    }

    private String line(int round) {
        int filled = BAR * round / rounds;
        String bar = "[" + "=".repeat(filled) + " ".repeat(BAR - filled) + "]";
        return String.format(
                        Locale.ROOT,
                        "%s round %d/%d  %s  %s  %s  %s",
                        terminal ? bar : "",
                        round,
                        rounds,
                        loss,
                        exits,
                        accuracy,
                        timeLeft(round))
                .strip();
    }

    private String timeLeft(int round) {
        if (round == 0 || round >= rounds) {
            return "";
        }
        Duration each = Duration.ofNanos(System.nanoTime() - begun).dividedBy(round - before);
        return duration(each.multipliedBy(rounds - round)) + " left";
    }

    static String duration(Duration time) {
        long seconds = Math.round(time.toMillis() / 1000.0);
        return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }

    static String percentages(List<Double> shares) {
        return shares.stream()
                .map(share -> String.format(Locale.ROOT, "%.1f", 100 * share))
                .collect(Collectors.joining(" / "));
    }
}
