package org.exeunt.runtime.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.config.RunConfig;
import org.exeunt.config.TrainingConfig;
import org.exeunt.config.TrainingConfig.TooFewUpdates;
import org.exeunt.runtime.federation.Federation;
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

    private enum Kind {
        /** The loss, the upload or the state is not finite. */
        NOT_FINITE,
        /** An unexpected exception, or a metric that is not finite although everything else is. */
        DEFECT,
        /** A failure with a code, such as that of a lost executor. */
        KNOWN
    }

    /**
     * Why clients are left out.
     *
     * @param code of failures with a code
     * @param found the same for all of them
     */
    private record Problem(Kind kind, Optional<ErrorCode> code, String found) {
        Problem(Kind kind, String found) {
            this(kind, Optional.empty(), found);
        }

        /** Returns the cause for the record of one client. */
        String cause(ClientId client) {
            return kind == Kind.NOT_FINITE ? "update of client %s is not finite %s".formatted(client, found) : found;
        }

        /** Returns a sentence. */
        String sentence(Round round, List<ClientId> clients) {
            if (kind != Kind.NOT_FINITE) {
                return "Round %s: %s failed: %s.".formatted(round, named(clients), found);
            }
            return clients.size() == 1
                    ? "%s Round %s: %s.".formatted(RunErrors.NOT_FINITE, round, cause(clients.get(0)))
                    : "%s Round %s: updates of %s are not finite %s."
                            .formatted(RunErrors.NOT_FINITE, round, named(clients), found);
        }
    }

    /**
     * Checks the results of a round.
     *
     * @param simulated dropouts and late clients, which cause no warnings
     * @throws ExeuntException if fewer updates are usable than required and the run is configured to fail then:
     *     PLUGIN-20 if no update is usable and all failures are defects, the code of a failure if all are of category
     *     RESOURCE, NUMERIC-03 if an update is not finite, otherwise NUMERIC-02
     */
    static UpdateValidation of(
            Round round, List<ClientResult.Failure> simulated, List<ClientResult> returned, RunConfig config) {
        TrainingConfig training = config.training();
        int required = training.minimumUpdates();
        List<ClientResult> results = new ArrayList<>(simulated);
        Map<Problem, List<ClientId>> problems = new LinkedHashMap<>();
        List<ClientResult> inClientOrder = returned.stream()
                .sorted(Comparator.comparing(ClientResult::client))
                .toList();
        int used = 0;
        for (ClientResult result : inClientOrder) {
            Optional<Problem> problem = problem(result);
            if (problem.isPresent()) {
                ClientId client = result.client();
                problems.computeIfAbsent(problem.get(), added -> new ArrayList<>())
                        .add(client);
                results.add(new ClientResult.Failure(client, problem.get().cause(client)));
            } else {
                results.add(result);
                used++;
            }
        }
        List<String> warnings = new ArrayList<>();
        problems.forEach((problem, clients) ->
                clients.forEach(client -> warnings.add(problem.sentence(round, List.of(client)))));
        String areRequired = required == 1 ? "is required" : "are required";
        if (used >= required) {
            String counts =
                    (" The client was left out of the aggregation and keeps its previous state; %d of %d updates "
                                    + "were used, at least %d %s.")
                            .formatted(used, results.size(), required, areRequired);
            return new UpdateValidation(
                    results, warnings.stream().map(warning -> warning + counts).toList(), true);
        }
        String counts = "Round %s: %d of %d updates can be used, at least %d %s (training.minimum-updates)."
                .formatted(round, used, results.size(), required, areRequired);
        if (training.onTooFewUpdates() == TooFewUpdates.FAIL) {
            Optional<Throwable> cause = firstException(inClientOrder, round);
            if (used == 0 && !problems.isEmpty() && only(Kind.DEFECT, problems)) {
                throw defect(config.strategy(), round, problems, cause);
            }
            throw tooFew(round, simulated, counts, problems, cause);
        }
        warnings.add("%s %s No update was aggregated; server and clients keep their previous states."
                .formatted(RunErrors.TOO_FEW_UPDATES, counts));
        return new UpdateValidation(results, warnings, false);
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

    private static Optional<Problem> problem(ClientResult result) {
        if (result instanceof ClientResult.Failure failure) {
            Kind kind = failure.stackTrace().isEmpty() ? Kind.KNOWN : Kind.DEFECT;
            return Optional.of(new Problem(kind, failure.code(), failure.cause()));
        }
        ClientResult.Success success = (ClientResult.Success) result;
        return FiniteCheck.problem(success.update())
                .map(location -> new Problem(Kind.NOT_FINITE, "(%s)".formatted(location)))
                .or(() -> FiniteCheck.problem(success.update().report())
                        .map(metric ->
                                new Problem(Kind.DEFECT, metric + ", although its loss and parameters are finite")));
    }

    private static boolean only(Kind kind, Map<Problem, List<ClientId>> problems) {
        return problems.keySet().stream().allMatch(problem -> problem.kind() == kind);
    }

    private static ExeuntException defect(
            PluginChoice<?> strategy, Round round, Map<Problem, List<ClientId>> problems, Optional<Throwable> cause) {
        List<ClientId> all =
                problems.values().stream().flatMap(List::stream).sorted().toList();
        String found = problems.entrySet().stream()
                .map(each -> (problems.size() == 1 ? "" : named(each.getValue()) + ": ")
                        + each.getKey().found())
                .collect(Collectors.joining("; "));
        return PluginCall.failure(
                strategy, "training %s in round %s".formatted(named(all), round), found, cause.orElse(null));
    }

    private static ExeuntException tooFew(
            Round round,
            List<ClientResult.Failure> simulated,
            String counts,
            Map<Problem, List<ClientId>> problems,
            Optional<Throwable> cause) {
        List<String> lines = new ArrayList<>(List.of(counts));
        problems.forEach((problem, clients) -> lines.add(problem.sentence(round, clients)));
        simulated.forEach(
                failure -> lines.add("Round %s: client %s: %s.".formatted(round, failure.client(), failure.cause())));
        ErrorCode code = code(problems);
        lines.add((code.equals(RunErrors.DIVERGED)
                        ? "If training diverges, lower the learning rate (training.optimizer.learning-rate). "
                        : "")
                + "With training.on-too-few-updates = skip the run continues with the current state of the server.");
        return new ExeuntException(code, String.join("\n  ", lines), cause.orElse(null));
    }

    /**
     * Returns the code of too few updates: that of divergence if one is not finite, and that of a failure if only
     * resources were lacking, which may not recur.
     */
    private static ErrorCode code(Map<Problem, List<ClientId>> problems) {
        if (problems.keySet().stream().anyMatch(problem -> problem.kind() == Kind.NOT_FINITE)) {
            return RunErrors.DIVERGED;
        }
        List<ErrorCode> lacks = problems.keySet().stream()
                .flatMap(problem -> problem.code().stream())
                .filter(code -> code.category() == ErrorCategory.RESOURCE)
                .toList();
        return lacks.isEmpty() || lacks.size() < problems.size() ? RunErrors.TOO_FEW_UPDATES : lacks.get(0);
    }

    /** Returns an exception with the stack trace of the first client that failed with an unexpected one. */
    private static Optional<Throwable> firstException(List<ClientResult> results, Round round) {
        return results.stream()
                .filter(ClientResult.Failure.class::isInstance)
                .map(ClientResult.Failure.class::cast)
                .filter(failure -> !failure.stackTrace().isEmpty())
                .findFirst()
                .map(failure -> {
                    Throwable thrown = new IllegalStateException(
                            "client %s in round %s: %s".formatted(failure.client(), round, failure.stackTrace()));
                    thrown.setStackTrace(new StackTraceElement[0]); // the message contains that of the client
                    return thrown;
                });
    }

    private static String named(List<ClientId> clients) {
        return (clients.size() == 1 ? "client " : "clients ") + Federation.named(clients);
    }
}
