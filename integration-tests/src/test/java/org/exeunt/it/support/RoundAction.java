package org.exeunt.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.api.tracking.RunTracker;

/**
 * Performs an action at the end of a round, before the round is recorded.
 *
 * @param number number of the round
 */
public record RoundAction(int number, Action action) implements RunTracker {
    /** An action on the directory of a run. */
    public interface Action {
        void perform() throws IOException;
    }

    @Override
    public void roundFinished(RoundRecord round) {
        if (round.round().number() == number) {
            try {
                action.perform();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
