package org.example.hello;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.exeunt.api.*;
import org.exeunt.api.network.*;
import org.exeunt.api.objective.*;
import org.exeunt.api.params.*;
import org.exeunt.api.plugin.*;
import org.exeunt.api.strategy.*;
import org.exeunt.api.strategy.Strategy;

/**
 * FedNova for early exits: the server averages changes divided by the number of steps that made them.
 *
 * <p>With equal epochs, a client with many examples takes many steps. In FedAvg it therefore moves the model twice: by
 * its weight in the mean, and by the length of its way.
 *
 * <p>Source: Wang et al., Tackling the Objective Inconsistency Problem in Heterogeneous Federated Optimization, NeurIPS
 * 2020, arXiv 2007.07481, with the proximal term of FedProx. Deviation: the proximal term does not change the number of
 * steps.
 */
public record NormalisedAveraging(Options options) implements Strategy<NormalisedAveraging.Server> {
    private static final String STEPS = "steps";

    public record Options(
            @Option(
                            value = "Strength of the proximal term towards the received model; 0 disables it",
                            min = 0,
                            defaultValue = "0")
                    double mu) {}


    public record Server(ParameterSet shared) {}

    @Override
    public Server initialize(FederationSpec federation) {
        federation.training(Round.START).requireSgd();
        return new Server(federation.initial().select(federation.layout().trainable()));
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return Payload.of(server.shared().select(federation.layout().prefix(exits.deepest())));
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        client.loadParameters(network);
        Objective objective = client.earlyExit();
        if (options.mu() > 0) {
            objective = objective.with(
                    new ProximalPenalty(options.mu(), client.parameters().select(client.trained())));
        }
        TrainingReport report = client.train(network, objective);
        double steps = effectiveSteps(report.steps(), client.training().momentum());
        Payload upload = Payload.of(network.read(client.trained())).with(STEPS, new float[] {(float) steps});
        Payload kept = Payload.of(network.read(client.layout().buffers()));
        return new ClientUpdate(upload, kept, report.withMetric("effective-steps", steps, 1));
    }

    /** Returns the sum of the weights of all gradients in a change, for momentum as in section 4 of the paper. */
    static double effectiveSteps(long steps, double momentum) {
        return (steps - momentum * (1 - Math.pow(momentum, steps)) / (1 - momentum)) / (1 - momentum);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        List<Payload> uploads =
                results.updates().values().stream().map(ClientUpdate::upload).toList();
        double[] weights = results.weights(AggregationWeights.DATA_SIZE);
        double mean = 0;
        for (int i = 0; i < weights.length; i++) {
            mean += weights[i] * uploads.get(i).vector(STEPS)[0];
        }
        List<ParameterSet> normalised = new ArrayList<>();
        for (Payload upload : uploads) {
            ParameterSet uploaded = upload.parameters(Payload.PARAMETERS);
            ParameterSet before = server.shared().select(uploaded.blocks());
            float steps = upload.vector(STEPS)[0];
            double factor = steps == 0 ? 0 : mean / steps;
            normalised.add(ParameterMath.axpy(factor, ParameterMath.subtract(uploaded, before), before));
        }
        ParameterSet next = results.aggregate(server.shared(), normalised, AggregationWeights.DATA_SIZE);
        return AggregationResult.of(new Server(next), Map.of("mean-steps", mean));
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(StrategyCapability.values());
    }
}
