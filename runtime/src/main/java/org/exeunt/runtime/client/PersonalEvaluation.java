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
 * One client's personal model, held against the client's test examples.
 *
 * @param federation whose exit rules are asked
 * @param client whose examples
 * @param notFinite what to throw if a logit is not finite
 */
public record PersonalEvaluation(Federation federation, Client client, Supplier<ExeuntException> notFinite) {

    public boolean hasTest() {
        return client.test().size() > 0;
    }

    /** Returns the record of a client without test examples. */
    public ClientEvaluation ofNoTest() {
        return tally(CalibrationSet.none(network().exits())).result(client.id());
    }

    /**
     * Evaluates the model that a network holds; exit rules that need it are calibrated on the client's validation examples first.
     *
     * @throws ExeuntException if a logit is not finite
     */
    public ClientEvaluation of(Network network) {
        Validation validation = validate(network);
        ExitMetrics tally = tally(validation.calibration());
        network.forward(client.test(), tally::add);
        if (!tally.isFinite()) {
            throw notFinite.get();
        }
        return tally.result(client.id(), validation.result());
    }

    private NetworkSpec network() {
        return federation.design().facts();
    }

    private ExitMetrics tally(CalibrationSet calibration) {
        return new ExitMetrics(network(), federation.rules().calibrated(calibration), client.classWeights());
    }

    /**
     * What a client's validation examples tell.
     *
     * @param calibration what exit rules are calibrated on; of no examples if none needs it
     * @param result what was counted; empty if there are no examples
     */
    private record Validation(CalibrationSet calibration, Optional<ClientEvaluation.Validation> result) {}

    private Validation validate(Network network) {
        CalibrationCollector answers = new CalibrationCollector(network());
        ExitMetrics right = new ExitMetrics(
                network(), List.of(), Collections.nCopies(network().classes(), 1.0));
        network.forward(client.validation(), pass -> {
            if (federation.rules().needValidation()) {
                answers.add(pass);
            }
            right.add(pass);
        });
        return new Validation(
                answers.calibration(),
                client.validation().size() == 0
                        ? Optional.empty()
                        : Optional.of(new ClientEvaluation.Validation(
                                client.validation().size(), right.meanAccuracy())));
    }
}
