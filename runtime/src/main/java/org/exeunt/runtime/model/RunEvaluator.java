package org.exeunt.runtime.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.ClientId;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.Network;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.EvaluationResult;
import org.exeunt.api.tracking.EvaluationRecord;
import org.exeunt.runtime.archive.RunRecords;
import org.exeunt.runtime.archive.RunSummary;
import org.exeunt.runtime.client.PersonalEvaluation;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.RandomPurpose;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.store.records.RunHistory;
import org.exeunt.runtime.store.records.RunOutline;

/** Evaluates the stored personal models of a finished run again on their clients' test examples, without training. */
public final class RunEvaluator {
    private RunEvaluator() {}

    /**
     * Evaluates all models with the exit policies of the run's configuration, on test examples that may be corrupted.
     * Validation examples, by which rules are calibrated and chosen, are not corrupted, and absent modalities stay
     * absent.
     *
     * @param workingDirectory which relative paths of the configuration are resolved against
     * @param corruption empty for none
     * @return a summary whose last evaluations consist of this one
     * @throws ExeuntException if the data are not those of the run, or models are missing or damaged; CONFIG-17 if the
     *     examples cannot be corrupted
     */
    public static RunSummary of(RunModels run, Path workingDirectory, Optional<Corruption> corruption) {
        // reports damaged files before loading data sets, which may take long
        RunRecords records = run.run().records();
        RunContext context = new RunContext(workingDirectory);
        Federation federation = run.assemble(context);
        RunHistory history = new RunHistory();
        records.rounds().forEach(history::roundFinished);
        history.evaluationFinished(evaluate(run, federation, corruption));
        RunOutline outline = run.run()
                .outline()
                .with(
                        federation
                                .rules()
                                .policyNames(federation.design().spec().exits()),
                        run.evaluation(),
                        federation.promisesBrokenBy().orElse(null),
                        context.takeWarnings());
        return RunSummary.of(run.run().identity(), outline, history);
    }

    private static EvaluationRecord evaluate(RunModels run, Federation federation, Optional<Corruption> corruption) {
        InputShape shape = federation.dataset().input();
        corruption.ifPresent(each -> each.requireApplicable(federation.dataset().name(), shape));
        double deviation = corruption.isEmpty()
                ? 0
                : Corruption.deviation(
                        federation.evaluated().stream()
                                .map(id -> completeTest(
                                        federation, federation.clients().get(id.index())))
                                .toList(),
                        shape);
        List<EvaluationResult> results = new ArrayList<>();
        try (Network network = federation.design().open()) {
            for (ClientId id : federation.evaluated()) {
                Client given = federation.clients().get(id.index());
                RandomStreams streams = federation.streams().derive(RandomPurpose.CORRUPTION, id.index());
                // noise would turn absent modalities, whose values are 0, into present ones
                Client client = corruption
                        .map(each -> each.of(completeTest(federation, given), shape, deviation, streams))
                        .map(corrupted -> federation.modalities().lacking(given.withTest(corrupted)))
                        .orElse(given);
                PersonalEvaluation evaluation =
                        new PersonalEvaluation(federation, client, () -> run.notFinite(client.id()));
                results.add(evaluation.evaluate(run.ruled(client.id(), network)).withoutModel());
            }
        }
        return PersonalEvaluation.record(
                federation, new Round(run.run().records().summary().rounds()), results);
    }

    /** Returns the test examples of a client with all modalities. */
    private static Examples completeTest(Federation federation, Client client) {
        return federation
                .data()
                .shift()
                .seen(federation.dataset().all(), client.id())
                .select(client.indices().test());
    }
}
