package org.exeunt.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunTracker;

/**
 * Lets something happen at the end of a round, before the round is written.
 *
 * @param number of the round
 * @param event what happens
 */
public record RoundAction(int number, Event event) implements RunTracker {
    /** What may happen to the directory of a run. */
    public interface Event {
        void happen() throws IOException;
    }

    @Override
    public void roundFinished(RoundRecord round) {
        if (round.round().number() == number) {
            try {
                event.happen();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
