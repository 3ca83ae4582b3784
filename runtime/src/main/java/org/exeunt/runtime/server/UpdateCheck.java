package org.exeunt.runtime.server;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResult.Failure;
import org.exeunt.config.run.RunConfig;
import org.exeunt.config.run.TrainingConfig.TooFewUpdates;

/**
 * The updates of a round, checked for non-finite values.
 *
 * @param results one per client of the cohort, in client order; a non-finite update is replaced by a failure
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
        List<ClientResult> checked = returned.stream()
                .sorted(Comparator.comparing(ClientResult::client))
                .map(UpdateCheck::checked)
                .toList();
        List<ClientResult> results = Stream.concat(simulated.stream(), checked.stream())
                .sorted(Comparator.comparing(ClientResult::client))
                .toList();
        List<Failure> failures = checked.stream()
                .filter(Failure.class::isInstance)
                .map(Failure.class::cast)
                .toList();
        Stream<String> sentences = failures.stream().map(failure -> sentence(round, failure));
        int used = checked.size() - failures.size();
        int required = config.training().minimumUpdates();
        if (used >= required) {
            String counts =
                    (" The client was left out of the aggregation and keeps its previous state; %d of %d updates were"
                                    + " used, training.minimum-updates = %d.")
                            .formatted(used, results.size(), required);
            return new UpdateCheck(
                    results, sentences.map(sentence -> sentence + counts).toList(), true);
        }
        String counts = "Round %s: %d of %d updates can be used, training.minimum-updates = %d."
                .formatted(round, used, results.size(), required);
        if (config.training().onTooFewUpdates() == TooFewUpdates.FAIL) {
            throw tooFew(round, used, counts, failures, simulated, config);
        }
        String skipped = "%s %s No update was aggregated; server and clients keep their previous states."
                .formatted(Errors.NUMERIC_02, counts);
        return new UpdateCheck(
                results, Stream.concat(sentences, Stream.of(skipped)).toList(), false);
    }

    /** Returns the results for the record: if nothing is aggregated, no client succeeded. */
    List<ClientResult> recorded() {
        return results.stream()
                .map(result -> sufficient || result instanceof Failure ? result : new Failure(result.client(), SKIPPED))
                .toList();
    }

    /** Returns a failure in place of an update that is not finite. */
    private static ClientResult checked(ClientResult result) {
        if (!(result instanceof ClientResult.Success success)) {
            return result;
        }
        ClientId client = success.client();
        return FiniteCheck.problem(success.update())
                .map(where -> "update of client %s is not finite (%s)".formatted(client, where))
                .<ClientResult>map(cause -> new Failure(client, Optional.of(Errors.NUMERIC_01.code()), cause, ""))
                .or(() -> FiniteCheck.problem(success.update().report())
                        .map(metric -> metric + ", although its loss and parameters are finite")
                        .map(cause -> new Failure(client, Optional.empty(), cause, cause)))
                .orElse(result);
    }

    private static String sentence(Round round, Failure failure) {
        return failure.code().equals(Optional.of(Errors.NUMERIC_01.code()))
                ? "%s Round %s: %s.".formatted(Errors.NUMERIC_01, round, failure.cause())
                : "Round %s: client %s failed: %s.".formatted(round, failure.client(), failure.cause());
    }

    private static ExeuntException tooFew(
            Round round, int used, String counts, List<Failure> failures, List<Failure> simulated, RunConfig config) {
        List<Failure> defects = failures.stream()
                .filter(failure -> !failure.stackTrace().isEmpty())
                .toList();
        Throwable cause = defects.isEmpty() ? null : thrown(round, defects.get(0));
        if (used == 0 && !failures.isEmpty() && defects.equals(failures)) {
            return PluginCall.failure(
                    config.strategy(),
                    "training client %s%s in round %s"
                            .formatted(
                                    defects.get(0).client(),
                                    defects.size() == 1 ? "" : " (and %d other clients)".formatted(defects.size() - 1),
                                    round),
                    defects.get(0).cause(),
                    cause);
        }
        ErrorCode code = code(failures);
        List<String> causes = Stream.concat(failures.stream(), simulated.stream())
                .map(failure -> sentence(round, failure))
                .toList();
        return new ExeuntException(
                code,
                "%s\n  %s\n  %s%sWith training.on-too-few-updates = skip the run continues with the current state of the server."
                        .formatted(
                                counts,
                                causes.stream().limit(MAX_LISTED).collect(Collectors.joining("\n  ")),
                                causes.size() > MAX_LISTED ? "…\n  " : "",
                                code.equals(Errors.NUMERIC_03.code())
                                        ? "If training diverges, lower training.optimizer.learning-rate. "
                                        : ""),
                cause);
    }

    /**
     * Returns the code of too few updates: that of divergence if one is not finite, and that of a failure if only
     * resources were lacking, which may not recur.
     */
    private static ErrorCode code(List<Failure> failures) {
        List<ErrorCode> codes =
                failures.stream().flatMap(failure -> failure.code().stream()).toList();
        boolean onlyResources = !failures.isEmpty()
                && codes.size() == failures.size()
                && codes.stream().allMatch(code -> code.category() == ErrorCategory.RESOURCE);
        return codes.contains(Errors.NUMERIC_01.code())
                ? Errors.NUMERIC_03.code()
                : onlyResources ? codes.get(0) : Errors.NUMERIC_02.code();
    }

    /** Returns an exception whose message has the stack trace of the client. */
    private static Throwable thrown(Round round, Failure failure) {
        Throwable thrown = new IllegalStateException(
                "client %s in round %s: %s".formatted(failure.client(), round, failure.stackTrace()));
        thrown.setStackTrace(new StackTraceElement[0]);
        return thrown;
    }
}
