package org.example.methods;

import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.FrozenNetwork;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.strategies.Sharing;

/** FedPHP (Li et al., ECML PKDD 2021): a moving average of a client's models teaches it, and is its personal model. */
public final class FedPhp extends Sharing {
    public record Options(
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(value = "Weight of the old average in the last round", defaultValue = "0.9") double mu,
            @Option(value = "Weight of the teacher at each exit", defaultValue = "0.05") double lambda) {}


    private final Options options;

    public FedPhp(Options options) {
        super(options.averaging());
        this.options = options;
    }

    @Override
    protected Objective objective(ClientContext client) {
        Objective objective = super.objective(client);
        for (var exit : objective.exits()) {
            objective = objective.with(new Distillation(exit, Teacher.network("old", exit), options.lambda(), 1, true));
        }
        ParameterSet old = client.state().parameters().orElse(client.parameters());
        return objective.with(new FrozenNetwork("old", old, objective.exits()));
    }

    @Override
    protected Payload state(ClientContext client, Network network, TrainingReport report) {
        ParameterSet own = network.read(client.layout().all());
        ParameterSet change = ParameterMath.subtract(client.state().parameters().orElse(client.parameters()), own);
        double mu = options.mu() * client.round().number() / client.federation().rounds();
        return Payload.of(ParameterMath.axpy(mu, change, own));
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        network.load(client.state().parameters().orElse(client.parameters()));
    }
}
