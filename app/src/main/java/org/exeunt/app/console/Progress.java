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
        double mean = finished.crossEntropy();
        loss = Double.isFinite(mean) ? String.format(Locale.ROOT, "loss %.3f", mean) : "";
        exits = "active exits " + finished.activeExits();
        status.show(line(timeLeft()));
    }

    @Override
    public void evaluationFinished(EvaluationRecord evaluation) {
        accuracy = evaluation.accuracy().stream()
                .map(share -> String.format(Locale.ROOT, "%.1f", 100 * share))
                .collect(Collectors.joining(" / ", "accuracy ", " %"));
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
        return fitted(
                status.isLive()
                        // the least important parts are last, where the line may be cut
                        ? List.of(position(), timeLeft, accuracy, loss, exits)
                        : List.of(position(), loss, exits, accuracy, timeLeft));
    }

    private String position() {
        return "round %d/%d".formatted(round, rounds);
    }

    /** Joins the parts that are not empty; on a terminal only those that fit. */
    private String fitted(List<String> parts) {
        String text = "";
        for (String part : parts) {
            String next = part.isEmpty() || text.isEmpty() ? text + part : text + "  " + part;
            if (status.isLive() && !text.isEmpty() && next.length() > status.room()) {
                break;
            }
            text = next;
        }
        return text;
    }

    private String timeLeft() {
        if (round <= resumedAfter || round >= rounds) {
            return "";
        }
        Duration each = Duration.ofNanos(System.nanoTime() - startNanos).dividedBy(round - resumedAfter);
        return Figures.duration(each.multipliedBy(rounds - round)) + " left";
    }
}
