package org.exeunt.api.strategy;

import java.util.SortedMap;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.TeacherAgreement;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.random.RandomStreams;

/**
 * One client in one round: all that its side of a strategy may depend on.
 *
 * @param run what stays the same
 * @param round which; in evaluation the last one merged
 * @param id who
 * @param exits that learn; in evaluation all
 * @param received what the server published for this client
 * @param state what this client kept from its last successful training; empty before the first
 * @param examples its training examples
 * @param training how long and by what optimiser
 * @param streams for this client and round alone
 */
public record ClientContext(
        FederationSpec run,
        Round round,
        ClientId id,
        ExitSet exits,
        Payload received,
        Payload state,
        Examples examples,
        LocalTraining training,
        RandomStreams streams) {
    /** The purpose of the stream that shuffles a client's examples. */
    public static final String BATCHES = "batches";

    /** Returns the blocks of the network. */
    public ParameterLayout layout() {
        return run.layout();
    }

    /** Returns the random stream of one purpose. */
    public RandomGenerator stream(String purpose) {
        return streams.stream(purpose);
    }

    /** Returns this client's initial parameters, over them the main parameters it kept, over them those it received. */
    public ParameterSet parameters() {
        ParameterSet all = run.initial(id);
        if (state.parameters().isPresent()) {
            all = all.with(state.parameters().get());
        }
        if (received.parameters().isPresent()) {
            all = all.with(received.parameters().get());
        }
        return all;
    }

    /** Returns the same client, sent something else. */
    public ClientContext withReceived(Payload other) {
        return new ClientContext(run, round, id, exits, other, state, examples, training, streams);
    }

    /** Loads {@link #parameters()}. */
    public void loadParameters(Network network) {
        network.load(parameters());
    }

    /** Trains on this client's examples, shuffled by the stream {@link #BATCHES}. */
    public TrainingReport train(Network network, Objective objective) {
        return train(network, objective, training.epochs(), BATCHES);
    }

    /**
     * Trains in one phase of several.
     *
     * @param epochs of this phase, in place of those of {@link #training()}
     * @param purpose of the stream that shuffles; the same one gives the same batches again
     * @return what was done; as of heads alone if no block of the backbone is trainable
     */
    public TrainingReport train(Network network, Objective objective, int epochs, String purpose) {
        return train(network, objective, training.withEpochs(epochs), purpose);
    }

    /**
     * Trains in one phase of several that has an optimiser of its own.
     *
     * @param phase in place of {@link #training()}
     * @param purpose of the stream that shuffles; the same one gives the same batches again
     * @return what was done; as of heads alone if no block of the backbone is trainable
     */
    public TrainingReport train(Network network, Objective objective, LocalTraining phase, String purpose) {
        // terms count on from phase to phase; a report is of one phase
        SortedMap<Exit, TeacherAgreement> before = objective.agreement();
        TrainingReport report = network.train(objective, examples, phase, stream(purpose));
        report = report.with(TeacherAgreement.since(before, objective.agreement()));
        boolean headsAlone =
                objective.trainable().intersect(layout().backbone()).isEmpty();
        return headsAlone ? report.ofHeadsAlone() : report;
    }
}
