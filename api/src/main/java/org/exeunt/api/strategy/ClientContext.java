package org.exeunt.api.strategy;

import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.exeunt.api.ClientId;
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

/** One client in one round: all that the client's side of a strategy may depend on. Immutable but for the random streams. */
public final class ClientContext {
    /** The purpose of the stream that shuffles a client's examples. */
    public static final String BATCHES = "batches";

    private final FederationSpec federation;
    private final ClientTask task;
    private final Examples examples;
    private final RandomStreams streams;

    /**
     * Creates the context of a task.
     *
     * @param examples the client's training examples
     * @param streams for this client and round alone
     */
    public ClientContext(FederationSpec federation, ClientTask task, Examples examples, RandomStreams streams) {
        this.federation = federation;
        this.task = task;
        this.examples = examples;
        this.streams = streams;
    }

    /** Returns what stays the same during the run. */
    public FederationSpec federation() {
        return federation;
    }

    /** Returns the round; in evaluation the last one that was aggregated. */
    public Round round() {
        return task.round();
    }

    /** Returns the client. */
    public ClientId id() {
        return task.client();
    }

    /** Returns the active exits; in evaluation all. */
    public ExitSet exits() {
        return task.exits();
    }

    /** Returns what the client received from the server. */
    public Payload received() {
        return task.received();
    }

    /** Returns what the client kept from its last successful training; empty before the first. */
    public Payload state() {
        return task.state();
    }

    /** Returns the client's training examples. */
    public Examples examples() {
        return examples;
    }

    /** Returns for how long and by what optimiser the client trains. */
    public LocalTraining training() {
        return task.training();
    }

    /** Returns the random streams of this client and round. */
    public RandomStreams streams() {
        return streams;
    }

    /** Returns the blocks of the network. */
    public ParameterLayout layout() {
        return federation.layout();
    }

    /** Returns the random stream of one purpose. */
    public RandomGenerator stream(String purpose) {
        return streams.stream(purpose);
    }

    /**
     * Returns the client's initial parameters, overwritten by the main parameters that it kept, overwritten by those that it received.
     */
    public ParameterSet parameters() {
        ParameterSet all = federation.initial(id());
        if (state().parameters().isPresent()) {
            all = all.with(state().parameters().get());
        }
        if (received().parameters().isPresent()) {
            all = all.with(received().parameters().get());
        }
        return all;
    }

    /** Returns the context of the same client that received something else. */
    public ClientContext withReceived(Payload other) {
        return withTask(new ClientTask(round(), id(), exits(), other, state(), training()));
    }

    /** Returns the context of another task on the same examples. */
    public ClientContext withTask(ClientTask other) {
        return new ClientContext(federation, other, examples, streams);
    }

    /** Returns the context of the same task on other examples. */
    public ClientContext withExamples(Examples other) {
        return new ClientContext(federation, task, other, streams);
    }

    /** Loads {@link #parameters()} into a network. */
    public void loadParameters(Network network) {
        network.load(parameters());
    }

    /** Trains on this client's examples, shuffled by the stream {@link #BATCHES}. */
    public TrainingReport train(Network network, Objective objective) {
        return train(network, objective, training(), BATCHES);
    }

    /**
     * Trains in one phase of several.
     *
     * @param epochs of this phase, in place of those of {@link #training()}
     * @param purpose of the stream that shuffles; the same one gives the same batches again
     * @return what was done; as of heads alone if no block of the backbone is trainable
     */
    public TrainingReport train(Network network, Objective objective, int epochs, String purpose) {
        return train(network, objective, training().withEpochs(epochs), purpose);
    }

    /**
     * Trains in one phase of several that has an optimiser of its own.
     *
     * @param phase in place of {@link #training()}
     * @param purpose of the stream that shuffles; the same one gives the same batches again
     * @return what was done; as of heads alone if no block of the backbone is trainable
     */
    public TrainingReport train(Network network, Objective objective, LocalTraining phase, String purpose) {
        // terms accumulate over phases; a report is of one phase
        var before = objective.agreement();
        TrainingReport report = network.train(objective, examples, phase, stream(purpose));
        Map<String, TrainingReport.Metric> agreement = new TreeMap<>();
        TeacherAgreement.since(before, objective.agreement())
                .forEach((student, counted) -> agreement.put(
                        TeacherAgreement.metric(student), new TrainingReport.Metric(counted.same(), counted.asked())));
        report = report.withMetrics(agreement);
        boolean headsAlone =
                objective.trainable().intersect(layout().backbone()).isEmpty();
        return headsAlone ? report.ofHeadsAlone() : report;
    }
}
