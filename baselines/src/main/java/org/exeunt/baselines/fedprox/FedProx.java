package org.exeunt.baselines.fedprox;

import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ProximalPenalty;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.ProximalStrengthCheck;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * {@link FedAvg} with a proximal term that keeps clients near the model they received.
 *
 * <p>Shared: backbone and all heads, as in FedAvg.
 *
 * <p>Personal: running statistics.
 *
 * <p>Sent: as in FedAvg.
 *
 * <p>Method: clients minimise {@code L(w) + (mu/2) ||w - w^t||^2}. The proximal term applies to every trained block of
 * backbone and heads, not to running statistics, and is independent of weight decay. With {@code mu = 0} this is FedAvg
 * bit for bit.
 *
 * <p>Source: Li et al., Federated Optimization in Heterogeneous Networks, MLSys 2020, arXiv 1812.06127, the algorithm
 * FedProx. Deviation: every client completes all its local epochs; in the paper slow clients may stop early.
 */
public final class FedProx extends Sharing {
    /**
     * Options of FedProx.
     *
     * @param averaging p_i, and the loss of every client without the proximal term
     * @param mu strength of the proximal term
     */
    public record Options(
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(
                            value = "Strength of the proximal term towards the received model; 0 disables it",
                            min = 0,
                            max = 1e3,
                            defaultValue = "0.05")
                    double mu) {}

    private final double mu;
    private final PluginContext context;

    public FedProx(Options options, PluginContext context) {
        super(options.averaging());
        this.mu = options.mu();
        this.context = context;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        ProximalStrengthCheck.warn(context, federation, "mu", mu);
        return super.initialize(federation);
    }

    @Override
    protected Objective objective(ClientContext client) {
        Objective loss = super.objective(client);
        return mu == 0 ? loss : loss.with(proximalTerm(client.parameters().select(loss.trainable())));
    }

    /** Returns the proximal term towards an anchor. */
    ProximalPenalty proximalTerm(ParameterSet anchor) {
        return new ProximalPenalty(mu, anchor);
    }
}
