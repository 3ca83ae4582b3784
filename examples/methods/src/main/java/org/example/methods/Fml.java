package org.example.methods;

import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.objective.TrainableNetwork;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.Sharing;

/** FML (Shen et al., arXiv 2006.16765): a private model and the shared "meme" model teach each other in every step. */
public final class Fml extends Sharing {
    public record Options(
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(value = "Weight of labels for the private model; the rest is for the meme", defaultValue = "0.5")
                    double alpha,
            @Option(value = "Weight of labels for the meme; the rest is for the private model", defaultValue = "0.5")
                    double beta) {}


    private static final String PRIVATE = "private";
    private final Options options;

    public Fml(Options options) {
        super(options.averaging());
        this.options = options;
    }

    @Override
    protected Objective objective(ClientContext client) {
        Objective own = taughtBy(ForwardPass.MAIN, client, options.alpha());
        return taughtBy(PRIVATE, client, options.beta()).with(new TrainableNetwork(PRIVATE, privateModel(client), own));
    }

    private Objective taughtBy(String teacher, ClientContext client, double labels) {
        EarlyExitLoss loss = options.averaging().loss();
        ExitSet exits = loss.learning(client);
        Objective objective = Objective.over(exits, client.layout().trained(exits));
        for (Exit exit : exits) {
            double weight = loss.weights(client.federation())[exit.index()];
            objective = objective
                    .with(new CrossEntropy(exit, labels * weight))
                    .with(new Distillation(exit, Teacher.network(teacher, exit), (1 - labels) * weight, 1, true));
        }
        return objective;
    }

    private static ParameterSet privateModel(ClientContext client) {
        return client.state().has(PRIVATE) ? client.state().parameters(PRIVATE) : client.parameters();
    }

    @Override
    protected Payload state(ClientContext client, Network network, TrainingReport report) {
        ParameterSet trained = report.trained().getOrDefault(PRIVATE, privateModel(client));
        return super.state(client, network, report).with(PRIVATE, trained);
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        network.load(privateModel(client));
    }
}
