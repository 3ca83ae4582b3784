package org.exeunt.runtime.advice;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.runtime.federation.RunErrors;

/**
 * Finds losses of training that may diverge although its values are still finite, so that {@link RunErrors#NOT_FINITE}
 * is not reported. It depends on records and configuration of the run alone, so that a resumed run warns as an
 * uninterrupted one.
 */
public final class LargeLoss {
    /** Above the loss of an untrained network with usual weights: several exits with several heads each, summed. */
    private static final double MAX_GUESSES = 100;

    private LargeLoss() {}

    /**
     * Returns a warning after the first round whose loss is more than {@value #MAX_GUESSES} times the cross-entropy of
     * a guess, ln(classes); empty after other rounds.
     *
     * @param earlier returns the earlier rounds, oldest first; called only if the loss is large
     * @param now the next round
     * @param classes number of classes
     */
    public static Optional<String> check(Supplier<List<RoundRecord>> earlier, RoundRecord now, int classes) {
        double guess = Math.log(classes);
        double limit = MAX_GUESSES * guess;
        boolean isFirst = now.loss() > limit && earlier.get().stream().noneMatch(round -> round.loss() > limit);
        return isFirst
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%s Round %s: the training loss is %.3g; that of a guess among %d classes is %.3g. If training"
                                + " diverges, lower training.optimizer.learning-rate; against attackers (faults.attack),"
                                + " use a robust training.aggregator.",
                        RunErrors.LARGE_LOSS,
                        now.round(),
                        now.loss(),
                        classes,
                        guess))
                : Optional.empty();
    }
}
