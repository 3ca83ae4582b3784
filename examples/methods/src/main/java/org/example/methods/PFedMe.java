package org.example.methods;

import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.ProximalPenalty;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomOrder;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.strategies.Sharing;

/** pFedMe (Dinh et al., arXiv 2006.08848): theta minimises the loss near the shared w, which moves towards theta. */
public final class PFedMe extends Sharing {
    public record Options(
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(value = "Strength of the pull of theta to w", min = 0, defaultValue = "15") double lambda,
            @Option(value = "Steps of theta on each batch", min = 1, defaultValue = "5") int steps,
            @Option(value = "How far w moves to theta: eta lambda", above = 0, defaultValue = "0.1") double rate) {}


    private final Options options;

    public PFedMe(Options options) {
        super(options.averaging());
        this.options = options;
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        client.loadParameters(network);
        var objective = objective(client);
        var w = network.read(objective.trainable());
        var report = TrainingReport.of(0, 0, 0);
        int n = client.examples().size();
        int size = Math.min(n, client.training().batchSize());
        for (int left = client.training().epochs() * n; left > 0; left -= size) {
            var batch = client.examples().select(RandomOrder.draw(size, n, client.streams().stream("batch", left)));
            var nearW = objective.with(new ProximalPenalty(options.lambda(), w));
            report = report.then(client.withExamples(batch).train(network, nearW, options.steps(), "steps" + left));
            w = ParameterMath.axpy(options.rate(), ParameterMath.subtract(network.read(w.blocks()), w), w);
        }
        var whole = TrainingReport.of(options.steps() * client.training().epochs(), report.steps(), report.loss())
                .withMetrics(report.metrics());
        return new ClientUpdate(Payload.of(w), Payload.of(network.read(client.layout().all())), whole);
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        network.load(client.state().parameters().orElseGet(client::parameters));
    }
}
