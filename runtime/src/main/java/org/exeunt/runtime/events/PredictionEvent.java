package org.exeunt.runtime.events;

import java.util.List;
import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.exeunt.api.exit.ExitDecision;

/** A call that predicts, with the exits at which its inputs left. */
@Name("exeunt.Prediction")
@Label("Prediction")
@Category("Exeunt")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
public final class PredictionEvent extends Event {
    @Label("Inputs")
    private int inputs;

    @Label("Mean exit")
    private double meanExit;

    @Label("Deepest exit")
    private int deepestExit;

    private PredictionEvent() {}

    /** Predicts; calls that throw are not recorded. */
    public static List<ExitDecision> during(Supplier<List<ExitDecision>> work) {
        PredictionEvent event = new PredictionEvent();
        event.begin();
        List<ExitDecision> decisions = work.get();
        event.end();
        if (event.shouldCommit()) {
            event.inputs = decisions.size();
            var exits = decisions.stream()
                    .mapToInt(decision -> decision.exit().number())
                    .summaryStatistics();
            event.meanExit = exits.getAverage();
            event.deepestExit = Math.max(0, exits.getMax());
            event.commit();
        }
        return decisions;
    }
}
