package org.exeunt.runtime.advice;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.Errors;
import org.exeunt.api.tracking.RoundRecord;
import org.exeunt.runtime.federation.Federation;

/**
 * Warnings about records of rounds. They depend only on these, so that a resumed run warns as an uninterrupted one.
 */
public final class RoundAdvice {
    /** Above the loss of an untrained network with usual weights: several exits with several heads each, summed. */
    private static final double MAX_GUESSES = 100;

    /** After so many failures of a client that never succeeded, chance is an unlikely cause. */
    private static final int OFTEN = 3;

    private RoundAdvice() {}

    /**
     * Returns a warning after the first round whose loss is more than {@value #MAX_GUESSES} times the cross-entropy of
     * a guess, ln(classes): training may diverge although its values are still finite.
     *
     * @param earlier returns the earlier rounds, oldest first; called only if the loss is large
     * @param now the next round
     * @param classes number of classes
     */
    public static Optional<String> largeLoss(Supplier<List<RoundRecord>> earlier, RoundRecord now, int classes) {
        double guess = Math.log(classes);
        double limit = MAX_GUESSES * guess;
        if (!(now.loss() > limit) || earlier.get().stream().anyMatch(round -> round.loss() > limit)) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%s Round %s: the training loss is %.3g; that of a guess among %d classes is %.3g. If training"
                        + " diverges, lower training.optimizer.learning-rate; against attackers (faults.attack), use a"
                        + " robust training.aggregator.",
                Errors.NUMERIC_04,
                now.round(),
                now.loss(),
                classes,
                guess));
    }

    /** Returns a warning about clients that were selected several times, but whose updates were all left out. */
    public static Optional<String> unusedClients(List<RoundRecord> rounds) {
        Map<ClientId, Integer> selected = new TreeMap<>();
        Set<ClientId> used = new HashSet<>();
        for (RoundRecord round : rounds) {
            round.exits().keySet().forEach(client -> selected.merge(client, 1, Integer::sum));
            used.addAll(round.trainedExits().keySet());
        }
        selected.keySet().removeAll(used);
        selected.values().removeIf(times -> times < OFTEN);
        return selected.isEmpty()
                ? Optional.empty()
                : Optional.of(("Clients took part in %d or more rounds, but none of their updates was used: %s. The"
                                + " field 'failures' of rounds.jsonl has the causes.")
                        .formatted(OFTEN, Federation.named(List.copyOf(selected.keySet()))));
    }
}
