package org.exeunt.runtime.run;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.exit.Calibration;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.record.ClientEvaluation;
import org.exeunt.api.round.ClientContext;
import org.exeunt.api.round.ClientOutcome;
import org.exeunt.api.round.ClientTask;
import org.exeunt.api.round.ClientUpdate;
import org.exeunt.api.round.ClientWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clients' side of a federation. */
public final class FederationWork implements ClientWork {
    private static final Logger LOG = LoggerFactory.getLogger(FederationWork.class);

    private final Federation federation;
    private final String configuration;
    private final boolean keepsVelocity;

    /**
     * Makes the work of a federation.
     *
     * @param configuration resolved, as JSON
     */
    public FederationWork(Federation federation, String configuration) {
        this.federation = federation;
        this.configuration = configuration;
        this.keepsVelocity = !federation.config().training().optimizer().resetEachRound();
    }

    @Override
    public String configuration() {
        return configuration;
    }

    @Override
    public Network openNetwork() {
        return federation.design().open();
    }

    @Override
    public ClientOutcome train(ClientTask task, Network network) {
        try {
            KeptVelocity.load(task.state(), network);
            ClientUpdate update = federation.strategy().train(context(task, RandomPurpose.TRAINING), network);
            Payload state = keepsVelocity ? KeptVelocity.keep(update.state(), network) : update.state();
            return new ClientOutcome.Success(task.client(), new ClientUpdate(update.upload(), state, update.report()));
        } catch (RuntimeException e) {
            LOG.debug("Round {}: client {} failed", task.round(), task.client(), e);
            return new ClientOutcome.Failure(task.client(), Cause.of(e));
        }
    }

    @Override
    public ClientEvaluation evaluate(ClientTask task, Network network) {
        Client client = federation.clients().get(task.client().index());
        return PluginCall.call(federation.config().strategy(), doing(task), () -> {
            if (client.test().size() == 0) {
                return tally(
                                client,
                                Calibration.none(federation.design().facts().exits()))
                        .result(client.id());
            }
            personalise(task, network);
            Validation validation = validate(client, network);
            ExitTally tally = tally(client, validation.calibration());
            network.forward(client.test(), tally::add);
            if (!tally.isFinite()) {
                throw new ExeuntException(
                        RunErrors.DIVERGED,
                        "Round %s: the personal model of client %s gives logits that are not finite. Lower training.optimizer.learning-rate."
                                .formatted(task.round(), task.client()));
            }
            return tally.result(client.id(), validation.accuracy());
        });
    }

    private ExitTally tally(Client client, Calibration calibration) {
        return new ExitTally(
                federation.design().facts(), federation.rules().calibrated(calibration), client.classWeights());
    }

    /**
     * What a client's validation examples tell.
     *
     * @param calibration what exit rules are calibrated on; of no examples if none needs it
     * @param accuracy mean over exits; empty if there are no examples
     */
    private record Validation(Calibration calibration, Optional<Double> accuracy) {}

    private Validation validate(Client client, Network network) {
        Answers answers = new Answers(federation.design().facts());
        ExitTally right = new ExitTally(
                federation.design().facts(),
                List.of(),
                Collections.nCopies(federation.design().facts().classes(), 1.0));
        network.forward(client.validation(), pass -> {
            if (federation.rules().needValidation()) {
                answers.add(pass);
            }
            right.add(pass);
        });
        return new Validation(
                answers.calibration(),
                client.validation().size() == 0 ? Optional.empty() : Optional.of(right.meanAccuracy()));
    }

    /** Returns the parameters of one client's personal model: those that {@link #evaluate} of the same task looks at. */
    public ParameterSet personalModel(ClientTask task, Network network) {
        return PluginCall.call(federation.config().strategy(), doing(task), () -> {
            personalise(task, network);
            return network.read(federation.facts().layout().all());
        });
    }

    private void personalise(ClientTask task, Network network) {
        network.resetVelocity(federation.facts().layout().trainable());
        federation.strategy().personalise(context(task, RandomPurpose.EVALUATION), network);
    }

    private static String doing(ClientTask task) {
        return "evaluating client %s after round %s".formatted(task.client(), task.round());
    }

    private ClientContext context(ClientTask task, String purpose) {
        return new ClientContext(
                federation.facts(),
                task.round(),
                task.client(),
                task.exits(),
                task.received(),
                KeptVelocity.hide(task.state()),
                federation.clients().get(task.client().index()).train(),
                task.training(),
                federation
                        .streams()
                        .derive(purpose, task.round().number(), task.client().index()));
    }
}
