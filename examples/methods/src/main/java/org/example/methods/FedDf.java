package org.example.methods;

import java.util.Set;
import org.exeunt.api.*;
import org.exeunt.api.network.*;
import org.exeunt.api.objective.*;
import org.exeunt.api.params.*;
import org.exeunt.api.plugin.*;
import org.exeunt.api.strategy.*;
import org.exeunt.strategies.Sharing;

/** FedDF (Lin et al., NeurIPS 2020): the server distils the mean logits of the clients' models into their average. */
public final class FedDf extends Sharing {
    public record Options(
            @Option(value = "Loss and weights of clients", inPlace = true) Sharing.Options average,
            @Option(value = "Epochs of distillation", defaultValue = "1", min = 1) int serverEpochs) {}

    private final Options options;

    public FedDf(Options options) {
        super(options.average());
        this.options = options;
    }

        @Override
        public Server initialize(FederationSpec federation) {
            federation.requireServerExamples();
            return super.initialize(federation);
        }

        /** Sends running statistics too, with which the server evaluates the model. */
        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            ClientUpdate update = super.train(client, network);
            Payload upload = update.upload().with("statistics", network.read(client.layout().buffers()));
            return new ClientUpdate(upload, update.state(), update.report());
        }

        @Override
        public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
            FederationSpec run = round.federation();
            NetworkSpec design = run.network();
            ExitSet exits = options.average().loss().learning(run, design.allExits());
            double[][] logits = new double[design.exits()][round.examples().size() * design.classes()];
            for (ClientUpdate update : results.updates().values()) {
                round.network().load(run.initial().with(server.shared()));
                update.upload().parameterSets().values().forEach(round.network()::load);
                round.network().forward(round.examples(), pass -> exits.forEach(exit -> {
                    int first = pass.example(0) * pass.classes(); // rows are in order
                    for (int i = 0; i < pass.size() * pass.classes(); i++) {
                        logits[exit.index()][first + i] += pass.logits(exit)[i] / results.updates().size();
                    }
                }));
            }
            ParameterSet mean = super.aggregate(server, round, results).state().shared();
            Objective objective = Objective.over(exits, run.layout().trained(exits));
            for (Exit exit : exits) {
                double[] all = logits[exit.index()];
                Teacher teacher = (pass, row, temperature, target) -> Softmax.row(
                        all, pass.example(row) * design.classes(), design.classes(), temperature, target);
                objective = objective.with(new Distillation(exit, teacher, 1.0 / exits.size(), 1, true));
            }
            round.network().load(run.initial().with(mean));
            LocalTraining training = run.training(round.round()).withEpochs(options.serverEpochs());
            round.network().train(objective, round.examples(), training, round.stream("distillation"));
            return AggregationResult.of(new Server(round.network().read(mean.blocks())));
        }

        @Override
        public Set<StrategyCapability> capabilities() {
            return Set.of(StrategyCapability.AGGREGATORS);
        }
}
