package org.exeunt.api.round;

import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
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
        RunFacts run,
        Round round,
        ClientId id,
        ExitSet exits,
        Payload received,
        Payload state,
        Examples examples,
        LocalTraining training,
        RandomStreams streams) {

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

    /** Loads {@link #parameters()}. */
    public void install(Network network) {
        network.load(parameters());
    }

    /** Trains on this client's examples, shuffled by the stream {@code "batches"}. */
    public TrainingReport train(Network network, Objective objective) {
        return network.train(objective, examples, training, stream("batches"));
    }
}
