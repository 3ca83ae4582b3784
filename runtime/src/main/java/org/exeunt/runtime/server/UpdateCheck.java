package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.exeunt.api.Round;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResult.Failure;
import org.exeunt.config.RunConfig;
import org.exeunt.config.TrainingConfig;
import org.exeunt.config.TrainingConfig.TooFewUpdates;
import org.exeunt.runtime.federation.RunErrors;

/**
 * The updates of a round, checked for non-finite values.
 *
 * @param results one per client of the cohort; a non-finite update is replaced by a failure
 * @param warnings one per client that was left out, except for simulated failures, and one if there are too few updates
 * @param sufficient whether there are enough updates to aggregate
 */
record UpdateCheck(List<ClientResult> results, List<String> warnings, boolean sufficient) {
    private static final String SKIPPED = "the round had too few updates (training.minimum-updates)";

    /** Maximum number of failures that a message lists. */
    private static final int MAX_LISTED = 10;

    /**
     * Checks the updates of a round.
     *
     * @param simulated dropouts and late clients, which cause no warnings
     * @throws ExeuntException if fewer updates are usable than required and the run is configured to fail then:
     *     PLUGIN-20 if no update is usable and all failures are defects, the code of a failure if all are of category
     *     RESOURCE, NUMERIC-03 if an update is not finite, otherwise NUMERIC-02
     */
    static UpdateCheck of(Round round, List<Failure> simulated, List<ClientResult> returned, RunConfig config) {
        TrainingConfig training = config.training();
        List<ClientResult> checked = returned.stream()
                .sorted(Comparator.comparing(ClientResult::client))
                .map(UpdateCheck::checked)
                .toList();
        List<ClientResult> results =
                Stream.concat(simulated.stream(), checked.stream()).toList();
        List<Failure> failures = failures(checked);
        List<String> sentences =
                failures.stream().map(failure -> sentence(round, failure)).toList();
        int used = checked.size() - failures.size();
        int required = training.minimumUpdates();
        String areRequired = required == 1 ? "is required" : "are required";
        if (used >= required) {
            String counts =
                    (" The client was left out of the aggregation and keeps its previous state; %d of %d updates "
                                    + "were used, at least %d %s.")
                            .formatted(used, results.size(), required, areRequired);
            return new UpdateCheck(
                    results, sentences.stream().map(each -> each + counts).toList(), true);
        }
        String counts = "Round %s: %d of %d updates can be used, at least %d %s (training.minimum-updates)."
                .formatted(round, used, results.size(), required, areRequired);
        if (training.onTooFewUpdates() == TooFewUpdates.FAIL) {
            throw tooFew(round, used, counts, failures, simulated, config);
        }
        String skipped = "%s %s No update was aggregated; server and clients keep their previous states."
                .formatted(RunErrors.TOO_FEW_UPDATES, counts);
        return new UpdateCheck(
                results, Stream.concat(sentences.stream(), Stream.of(skipped)).toList(), false);
    }

    /** Returns the results for the record: if nothing is aggregated, no client succeeded. */
    List<ClientResult> recorded() {
        return sufficient
                ? results
                : results.stream()
                        .map(result ->
                                result instanceof ClientResult.Success ? new Failure(result.client(), SKIPPED) : result)
                        .toList();
    }

    /** Returns a failure in place of an update that is not finite. */
    private static ClientResult checked(ClientResult result) {
        if (!(result instanceof ClientResult.Success success)) {
            return result;
        }
        Optional<Failure> notFinite = FiniteCheck.problem(success.update())
                .map(where -> new Failure(
                        success.client(),
                        Optional.of(RunErrors.NOT_FINITE),
                        "update of client %s is not finite (%s)".formatted(success.client(), where),
                        ""));
        return notFinite
                .or(() -> FiniteCheck.problem(success.update().report())
                        .map(metric -> new Failure(
                                success.client(),
                                Optional.empty(),
                                metric + ", although its loss and parameters are finite",
                                metric)))
                .map(ClientResult.class::cast)
                .orElse(result);
    }

    private static List<Failure> failures(List<ClientResult> results) {
        return results.stream()
                .filter(Failure.class::isInstance)
                .map(Failure.class::cast)
                .toList();
    }

    private static boolean isNotFinite(Failure failure) {
        return failure.code().equals(Optional.of(RunErrors.NOT_FINITE));
    }

    private static String sentence(Round round, Failure failure) {
        return isNotFinite(failure)
                ? "%s Round %s: %s.".formatted(RunErrors.NOT_FINITE, round, failure.cause())
                : "Round %s: client %s failed: %s.".formatted(round, failure.client(), failure.cause());
    }

    private static ExeuntException tooFew(
            Round round, int used, String counts, List<Failure> failures, List<Failure> simulated, RunConfig config) {
        Throwable cause = failures.stream()
                .filter(failure -> !failure.stackTrace().isEmpty())
                .findFirst()
                .map(failure -> thrown(round, failure))
                .orElse(null);
        boolean allDefects =
                failures.stream().noneMatch(failure -> failure.stackTrace().isEmpty());
        if (used == 0 && !failures.isEmpty() && allDefects) {
            Failure first = failures.get(0);
            String others = failures.size() == 1 ? "" : " (and %d other clients)".formatted(failures.size() - 1);
            return PluginCall.failure(
                    config.strategy(),
                    "training client %s%s in round %s".formatted(first.client(), others, round),
                    first.cause(),
                    cause);
        }
        List<String> lines = new ArrayList<>(List.of(counts));
        Stream.concat(failures.stream(), simulated.stream())
                .limit(MAX_LISTED)
                .forEach(failure -> lines.add(sentence(round, failure)));
        int unlisted = failures.size() + simulated.size() - MAX_LISTED;
        if (unlisted > 0) {
            lines.add("%d more clients failed.".formatted(unlisted));
        }
        ErrorCode code = code(failures);
        lines.add((code.equals(RunErrors.DIVERGED)
                        ? "If training diverges, lower the learning rate (training.optimizer.learning-rate). "
                        : "")
                + "With training.on-too-few-updates = skip the run continues with the current state of the server.");
        return new ExeuntException(code, String.join("\n  ", lines), cause);
    }

    /**
     * Returns the code of too few updates: that of divergence if one is not finite, and that of a failure if only
     * resources were lacking, which may not recur.
     */
    private static ErrorCode code(List<Failure> failures) {
        if (failures.stream().anyMatch(UpdateCheck::isNotFinite)) {
            return RunErrors.DIVERGED;
        }
        boolean onlyResources = !failures.isEmpty()
                && failures.stream().allMatch(failure -> failure.code()
                        .filter(code -> code.category() == ErrorCategory.RESOURCE)
                        .isPresent());
        return onlyResources ? failures.get(0).code().orElseThrow() : RunErrors.TOO_FEW_UPDATES;
    }

    /** Returns an exception whose message has the stack trace of the client. */
    private static Throwable thrown(Round round, Failure failure) {
        Throwable thrown = new IllegalStateException(
                "client %s in round %s: %s".formatted(failure.client(), round, failure.stackTrace()));
        thrown.setStackTrace(new StackTraceElement[0]);
        return thrown;
    }
}
