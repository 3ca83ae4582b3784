package org.exeunt.baselines.fedrep;

import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.strategies.Sharing;

/**
 * Averages the backbone; a client first trains its own heads on the received backbone, then the backbone with these
 * heads.
 *
 * <p>Shared: the backbone.
 *
 * <p>Personal: all heads and running statistics.
 *
 * <p>Sent: the backbone both ways, up to the deepest active exit.
 *
 * <p>Method: both phases minimise the early-exit loss; neither weight decay nor momentum is applied to the frozen part.
 * Options of this strategy set the number of epochs of each phase; the run's number of local epochs is ignored.
 *
 * <p>Source: Collins et al., Exploiting Shared Representations for Personalized Federated Learning, ICML 2021, arXiv
 * 2102.07078, the algorithm FedRep. Deviations: the heads of all exits replace the last layer; in the first phase the
 * running statistics of the backbone do not change, although layers normalise by batch statistics; in public
 * implementations they change in both phases.
 */
public final class FedRep extends Sharing {
    /**
     * Options of FedRep.
     *
     * @param averaging loss of every client, in both phases, and p_i
     * @param headEpochs epochs of the first phase
     * @param bodyEpochs epochs of the second phase
     */
    public record Options(
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(
                            value = "Number of epochs that train the heads with a frozen backbone",
                            min = 0,
                            unit = "epochs",
                            defaultValue = "5")
                    int headEpochs,
            @Option(
                            value = "Number of epochs that train the backbone with frozen heads",
                            min = 0,
                            unit = "epochs",
                            defaultValue = "5")
                    int bodyEpochs) {}

    /** Name of the random stream that shuffles batches while heads are trained. */
    private static final String HEAD_BATCHES = "head-batches";

    private final Options options;

    public FedRep(Options options) {
        super(options.averaging());
        this.options = options;
    }

    @Override
    protected BlockSet shared(ParameterLayout layout) {
        return layout.backbone();
    }

    @Override
    protected TrainingReport train(ClientContext client, Network network, Objective objective) {
        Objective heads = objective.restrictedTo(client.layout().heads());
        Objective body = objective.restrictedTo(client.layout().backbone());
        return client.train(network, heads, options.headEpochs(), HEAD_BATCHES)
                .then(client.train(network, body, options.bodyEpochs(), ClientContext.BATCHES));
    }
}
