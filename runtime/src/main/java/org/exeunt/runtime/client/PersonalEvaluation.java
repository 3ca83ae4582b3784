package org.exeunt.runtime.client;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.tracking.ClientEvaluation;
import org.exeunt.runtime.federation.Client;
import org.exeunt.runtime.federation.Federation;

/**
 * Evaluates one client's personal model on the client's test examples.
 *
 * @param federation with the exit rules
 * @param client with the examples
 * @param notFinite creates the exception that is thrown if a logit is not finite
 */
public record PersonalEvaluation(Federation federation, Client client, Supplier<ExeuntException> notFinite) {

    public boolean hasTestExamples() {
        return client.test().size() > 0;
    }

    /** Returns the evaluation of a client without test examples. */
    public ClientEvaluation withoutTestExamples() {
        return metrics(CalibrationSet.none(network().exits())).result(client.id());
    }

    /**
     * Evaluates the model that a network holds, after calibrating exit rules on the client's validation examples if
     * needed.
     *
     * @throws ExeuntException if a logit is not finite
     */
    public ClientEvaluation evaluate(Network network) {
        Validation validation = validate(network);
        ExitMetrics metrics = metrics(validation.calibration());
        network.forward(client.test(), metrics::add);
        if (!metrics.isFinite()) {
            throw notFinite.get();
        }
        return metrics.result(client.id(), validation.result());
    }

    private NetworkSpec network() {
        return federation.design().facts();
    }

    private ExitMetrics metrics(CalibrationSet calibration) {
        return new ExitMetrics(network(), federation.rules().calibrated(calibration), client.classWeights());
    }

    /**
     * The results on a client's validation examples.
     *
     * @param calibration of exit rules; without examples if no policy needs it
     * @param result accuracy; empty if there are no examples
     */
    private record Validation(CalibrationSet calibration, Optional<ClientEvaluation.Validation> result) {}

    private Validation validate(Network network) {
        CalibrationCollector collector = new CalibrationCollector(network());
        ExitMetrics accuracy = new ExitMetrics(
                network(), List.of(), Collections.nCopies(network().classes(), 1.0));
        network.forward(client.validation(), pass -> {
            if (federation.rules().needsValidation()) {
                collector.add(pass);
            }
            accuracy.add(pass);
        });
        return new Validation(
                collector.calibration(),
                client.validation().size() == 0
                        ? Optional.empty()
                        : Optional.of(new ClientEvaluation.Validation(
                                client.validation().size(), accuracy.meanAccuracy())));
    }
}
