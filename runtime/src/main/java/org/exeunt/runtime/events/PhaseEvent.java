package org.exeunt.runtime.events;

import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.exeunt.api.Round;

/** A phase of a round on the server: training, aggregation, evaluation, checkpoint; round 0 loads the data. */
@Name("exeunt.Phase")
@Label("Phase")
@Category("Exeunt")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
public final class PhaseEvent extends Event {
    @Label("Round")
    private final int round;

    @Label("Phase")
    private final String phase;

    private PhaseEvent(int round, String phase) {
        this.round = round;
        this.phase = phase;
    }

    /** Does the work of a phase, which is recorded whether it succeeds or throws. */
    public static <T> T during(Round round, String phase, Supplier<T> work) {
        PhaseEvent event = new PhaseEvent(round.number(), phase);
        event.begin();
        try {
            return work.get();
        } finally {
            event.commit();
        }
    }
}
