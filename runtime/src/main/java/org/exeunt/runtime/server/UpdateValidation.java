package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.config.TrainingConfig;
import org.exeunt.config.TrainingConfig.TooFewUpdates;
import org.exeunt.runtime.federation.RunErrors;

/**
 * The results of a round, checked for non-finite values.
 *
 * @param results one per client of the cohort; a non-finite update is replaced by a failure
 * @param warnings one per client that was left out, except for simulated failures, and one if there are too few updates
 * @param sufficient whether there are enough updates to aggregate
 */
record UpdateValidation(List<ClientResult> results, List<String> warnings, boolean sufficient) {
    private static final String SKIPPED = "the round had too few updates (training.minimum-updates)";

    /**
     * Checks the results of a round.
     *
     * @param simulated dropouts and late clients, which cause no warnings
     * @param nonFiniteInput returns where an example of a client has a value that is not finite
     * @throws ExeuntException NUMERIC-02 if fewer updates are usable than required and the run is configured to fail
     *     then
     */
    static UpdateValidation of(
            Round round,
            List<ClientResult.Failure> simulated,
            List<ClientResult> returned,
            TrainingConfig training,
            Function<ClientId, Optional<String>> nonFiniteInput) {
        int required = training.minimumUpdates();
        List<ClientResult> results = new ArrayList<>(simulated);
        List<String> problems = new ArrayList<>();
        for (ClientResult result : returned) {
            ClientResult checked = check(result, nonFiniteInput);
            results.add(checked);
            if (result instanceof ClientResult.Failure failure) {
                problems.add("Round %s: client %s failed: %s.".formatted(round, failure.client(), failure.cause()));
            } else if (checked instanceof ClientResult.Failure failure) {
                problems.add("%s Round %s: %s.".formatted(RunErrors.NOT_FINITE, round, failure.cause()));
            }
        }
        int used = returned.size() - problems.size();
        String areRequired = required == 1 ? "is required" : "are required";
        if (used >= required) {
            String counts =
                    (" The client was left out of the aggregation and keeps its previous state; %d of %d updates "
                                    + "were used, at least %d %s.")
                            .formatted(used, results.size(), required, areRequired);
            return new UpdateValidation(
                    results, problems.stream().map(problem -> problem + counts).toList(), true);
        }
        String counts = "Round %s: %d of %d updates can be used, at least %d %s (training.minimum-updates)."
                .formatted(round, used, results.size(), required, areRequired);
        if (training.onTooFewUpdates() == TooFewUpdates.FAIL) {
            simulated.forEach(failure ->
                    problems.add("Round %s: client %s: %s.".formatted(round, failure.client(), failure.cause())));
            throw new ExeuntException(
                    RunErrors.TOO_FEW_UPDATES,
                    ("%s\n  %s\n  If training diverges, lower the learning rate (training.optimizer.learning-rate). "
                                    + "With training.on-too-few-updates = skip the run continues with the current "
                                    + "state of the server.")
                            .formatted(counts, String.join("\n  ", problems)));
        }
        problems.add("%s %s No update was aggregated; server and clients keep their previous states."
                .formatted(RunErrors.TOO_FEW_UPDATES, counts));
        return new UpdateValidation(results, problems, false);
    }

    /** Returns the results for the record: if nothing is aggregated, no client succeeded. */
    List<ClientResult> recorded() {
        return sufficient
                ? results
                : results.stream()
                        .map(result -> result instanceof ClientResult.Success
                                ? new ClientResult.Failure(result.client(), SKIPPED)
                                : result)
                        .toList();
    }

    private static ClientResult check(ClientResult result, Function<ClientId, Optional<String>> nonFiniteInput) {
        if (result instanceof ClientResult.Success success) {
            Optional<String> problem = FiniteCheck.problem(success.update());
            if (problem.isPresent()) {
                return new ClientResult.Failure(
                        success.client(),
                        "update of client %s is not finite (%s)%s"
                                .formatted(
                                        success.client(),
                                        problem.get(),
                                        nonFiniteInput
                                                .apply(success.client())
                                                .map("; "::concat)
                                                .orElse("")));
            }
        }
        return result;
    }
}
