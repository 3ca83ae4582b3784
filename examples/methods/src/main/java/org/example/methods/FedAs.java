package org.example.methods;

import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.PrototypePull;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.strategies.ClassFeatures;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.Sharing;

/**
 * FedAS (Yang et al., CVPR 2024): a client first trains the shared backbone towards the class means of the features of
 * its own earlier model; the server weighs clients by the trace of their Fisher information. Here at each exit, and the
 * pull is a mean over examples, not over classes; gradients are those of training mode.
 */
public final class FedAs extends Sharing {
    public record Options(
            @Option(value = "Early-exit loss of every client", defaultValue = "{}") EarlyExitLoss loss,
            @Option(value = "Learning rate of the alignment", above = 0, defaultValue = "0.01") double alignment) {}


    private static final String TRACE = "fisher-trace";
    private final Options options;

    public FedAs(Options options) {
        super(new Sharing.Options(options.loss(), AggregationWeights.UNIFORM));
        this.options = options;
    }

    @Override
    protected BlockSet shared(ParameterLayout layout) {
        return layout.backbone();
    }

    @Override
    protected TrainingReport train(ClientContext client, Network network, Objective objective) {
        personalise(client, network); // the client's earlier model
        var features = ClassFeatures.of(network, client.examples(), objective.exits());
        network.load(start(client));
        var pull = Objective.over(objective.exits(), objective.trainable().intersect(shared(client.layout())));
        for (Exit exit : objective.exits()) {
            pull = pull.with(new PrototypePull(exit, 1, features.get(exit).prototypes()));
        }
        var phase = client.training().withEpochs(1).withLearningRate(options.alignment());
        TrainingReport aligned = client.train(network, pull, phase, "alignment");
        network.resetVelocity(pull.trainable());
        return aligned.then(super.train(client, network, objective));
    }

    @Override
    protected Payload upload(ClientContext client, Network network, Objective objective, TrainingReport report) {
        double trace = 0;
        for (Examples batch : client.batches()) {
            ParameterSet gradient = network.gradient(objective, batch, client.stream(TRACE));
            trace += ParameterMath.dot(gradient, gradient);
        }
        return super.upload(client, network, objective, report).with(TRACE, new float[] {(float) trace});
    }

    @Override
    protected double[] weights(ClientResults results) {
        return results.weights(update -> update.upload().vector(TRACE)[0]);
    }

    @Override
    protected Payload state(ClientContext client, Network network, TrainingReport report) {
        return Payload.of(network.read(client.layout().all()));
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        network.load(client.state().parameters().orElseGet(client::parameters));
    }
}
