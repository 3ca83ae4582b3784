package org.exeunt.app.console;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunStart;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.app.text.Figures;

/** Shows the progress of a run: on a terminal one line that is updated, otherwise one line per evaluation. */
public final class Progress implements RunTracker {
    private static final int WIDEST_BAR = 24;
    private static final int NARROWEST_BAR = 8;

    private final StatusLine status;
    private int rounds;
    private int resumedAfter;
    private int round;
    private long startNanos;
    private String accuracy = "";
    private String loss = "";
    private String exits = "";

    public Progress(StatusLine status) {
        this.status = status;
    }

    @Override
    public void busy(String activity) {
        status.show(rounds == 0 ? activity + " ..." : fitted(List.of(position(), activity + " ...")));
    }

    @Override
    public void runStarted(RunStart start) {
        rounds = start.rounds();
        resumedAfter = start.resumedAfter().number();
        round = resumedAfter;
        startNanos = System.nanoTime();
        status.println("%s: %s, %s, %s, %s"
                .formatted(
                        start.name(),
                        Figures.count(start.clients(), "client"),
                        Figures.count(rounds, "round"),
                        Figures.count(start.network().exits(), "exit"),
                        Figures.count(start.network().layout().trainable().size(), "parameter")));
        busy("training");
    }

    @Override
    public void warning(String sentence) {
        status.warn(sentence);
    }

    @Override
    public void roundFinished(RoundRecord finished) {
        round = finished.round().number();
        loss = Double.isFinite(finished.loss()) ? String.format(Locale.ROOT, "loss %.3f", finished.loss()) : "";
        exits = "active exits " + finished.activeExits();
        status.show(line(timeLeft()));
    }

    @Override
    public void evaluationFinished(EvaluationRecord evaluation) {
        accuracy = "accuracy " + percentages(evaluation.accuracy()) + " %";
        if (status.isLive()) {
            status.show(line(timeLeft()));
        } else {
            status.println(line(timeLeft()));
        }
    }

    @Override
    public void close() {
        if (round > resumedAfter) {
            status.show(line("")); // a run may end early
            status.keep();
        } else {
            status.clear();
        }
    }

    private String line(String timeLeft) {
        List<String> parts = status.isLive()
                ? List.of(
                        position(),
                        timeLeft,
                        accuracy,
                        loss,
                        exits) // the least important parts are last, where the line may be cut
                : List.of(position(), loss, exits, accuracy, timeLeft);
        return fitted(parts);
    }

    private String position() {
        return "round %d/%d".formatted(round, rounds);
    }

    /** Joins the non-empty parts; on a terminal only those that fit, after a progress bar if that fits too. */
    private String fitted(List<String> parts) {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            String next = part.isEmpty() || text.isEmpty() ? part : "  " + part;
            if (status.isLive() && !text.isEmpty() && text.length() + next.length() > status.room()) {
                break;
            }
            text.append(next);
        }
        int width = Math.min(WIDEST_BAR, status.room() - text.length() - "[] ".length());
        return status.isLive() && width >= NARROWEST_BAR ? bar(width) + " " + text : text.toString();
    }

    private String bar(int width) {
        int filled = (int) ((long) width * round / rounds);
        return "[" + "=".repeat(filled) + " ".repeat(width - filled) + "]";
    }

    private String timeLeft() {
        if (round <= resumedAfter || round >= rounds) {
            return "";
        }
        Duration each = Duration.ofNanos(System.nanoTime() - startNanos).dividedBy(round - resumedAfter);
        return Figures.duration(each.multipliedBy(rounds - round)) + " left";
    }

    public static String percentages(List<Double> shares) {
        return shares.stream()
                .map(share -> String.format(Locale.ROOT, "%.1f", 100 * share))
                .collect(Collectors.joining(" / "));
    }
}
