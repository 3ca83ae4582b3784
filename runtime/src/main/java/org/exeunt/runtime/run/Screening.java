package org.exeunt.runtime.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.Round;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.round.ClientOutcome;

/**
 * Sorts out which outcomes of a round can be merged.
 *
 * @param outcomes one a client of the cohort; what is not finite has become a failure
 * @param warnings one a client that was left out
 */
record Screening(List<ClientOutcome> outcomes, List<String> warnings) {

    /**
     * Looks at all outcomes.
     *
     * @throws ExeuntException NUMERIC-02 if fewer than {@code needed} can be merged
     */
    static Screening of(Round round, List<ClientOutcome> returned, int needed) {
        List<ClientOutcome> outcomes = new ArrayList<>();
        List<String> flaws = new ArrayList<>();
        for (ClientOutcome outcome : returned) {
            ClientOutcome screened = screened(outcome);
            outcomes.add(screened);
            if (outcome instanceof ClientOutcome.Failure failure) {
                flaws.add("Round %s: client %s failed: %s.".formatted(round, failure.client(), failure.cause()));
            } else if (screened instanceof ClientOutcome.Failure failure) {
                flaws.add("%s Round %s: %s.".formatted(RunErrors.NOT_FINITE, round, failure.cause()));
            }
        }
        int used = outcomes.size() - flaws.size();
        if (used < needed) {
            throw new ExeuntException(
                    RunErrors.TOO_FEW_UPDATES,
                    "Round %s: %d of %d updates can be used, at least %d are required (training.minimum-updates).\n  %s"
                            .formatted(round, used, outcomes.size(), needed, String.join("\n  ", flaws)));
        }
        String balance =
                " The client was left out of the merge and keeps what it had; %d of %d updates were used, at least %d %s required."
                        .formatted(used, outcomes.size(), needed, needed == 1 ? "is" : "are");
        return new Screening(
                outcomes, flaws.stream().map(flaw -> flaw + balance).toList());
    }

    private static ClientOutcome screened(ClientOutcome outcome) {
        if (outcome instanceof ClientOutcome.Success success) {
            Optional<String> flaw = FiniteCheck.flaw(success.update());
            if (flaw.isPresent()) {
                return new ClientOutcome.Failure(
                        success.client(),
                        "update of client %s is not finite (%s)".formatted(success.client(), flaw.get()));
            }
        }
        return outcome;
    }
}
