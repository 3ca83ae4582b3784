package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.Round;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.config.TrainingConfig;
import org.exeunt.config.TrainingConfig.TooFewUpdates;
import org.exeunt.runtime.federation.RunErrors;

/**
 * Sorts out which outcomes of a round can be merged.
 *
 * @param outcomes one a client of the cohort; what is not finite has become a failure
 * @param warnings one a client that was left out against all expectation, and one if there are too few updates
 * @param mergeable whether there are enough
 */
record UpdateValidation(List<ClientResult> outcomes, List<String> warnings, boolean mergeable) {

    /**
     * Looks at all outcomes.
     *
     * @param absent failures that were asked for, so that nobody is warned of them
     * @throws ExeuntException NUMERIC-02 if fewer can be merged than are required and the run is to end then
     */
    static UpdateValidation of(
            Round round, List<ClientResult.Failure> absent, List<ClientResult> returned, TrainingConfig training) {
        int needed = training.minimumUpdates();
        List<ClientResult> outcomes = new ArrayList<>(absent);
        List<String> flaws = new ArrayList<>();
        for (ClientResult outcome : returned) {
            ClientResult screened = screened(outcome);
            outcomes.add(screened);
            if (outcome instanceof ClientResult.Failure failure) {
                flaws.add("Round %s: client %s failed: %s.".formatted(round, failure.client(), failure.cause()));
            } else if (screened instanceof ClientResult.Failure failure) {
                flaws.add("%s Round %s: %s.".formatted(RunErrors.NOT_FINITE, round, failure.cause()));
            }
        }
        int used = returned.size() - flaws.size();
        String required = needed == 1 ? "is required" : "are required";
        if (used >= needed) {
            String balance =
                    " The client was left out of the merge and keeps what it had; %d of %d updates were used, at least %d %s."
                            .formatted(used, outcomes.size(), needed, required);
            return new UpdateValidation(
                    outcomes, flaws.stream().map(flaw -> flaw + balance).toList(), true);
        }
        String balance = "Round %s: %d of %d updates can be used, at least %d %s (training.minimum-updates)."
                .formatted(round, used, outcomes.size(), needed, required);
        if (training.onTooFewUpdates() == TooFewUpdates.FAIL) {
            absent.forEach(failure ->
                    flaws.add("Round %s: client %s: %s.".formatted(round, failure.client(), failure.cause())));
            throw new ExeuntException(
                    RunErrors.TOO_FEW_UPDATES,
                    "%s\n  %s\n  With training.on-too-few-updates = skip the run goes on with what the server has."
                            .formatted(balance, String.join("\n  ", flaws)));
        }
        flaws.add("%s %s Nothing was merged; server and clients keep what they had."
                .formatted(RunErrors.TOO_FEW_UPDATES, balance));
        return new UpdateValidation(outcomes, flaws, false);
    }

    private static ClientResult screened(ClientResult outcome) {
        if (outcome instanceof ClientResult.Success success) {
            Optional<String> flaw = FiniteCheck.flaw(success.update());
            if (flaw.isPresent()) {
                return new ClientResult.Failure(
                        success.client(),
                        "update of client %s is not finite (%s)".formatted(success.client(), flaw.get()));
            }
        }
        return outcome;
    }
}
