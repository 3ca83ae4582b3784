package org.exeunt.baselines.fedprox;

import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ProximalPenalty;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.Preset;
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
 * FedProx. Deviation: every client completes all its local epochs; in the paper slow clients may stop early. With {@link
 * Preset#REFERENCE} the term is {@code mu ||w - w^t||}.
 */
public final class FedProx extends Sharing {
    /**
     * Options of FedProx.
     *
     * @param preset defaults of the other options
     * @param averaging p_i, and the loss of every client without the proximal term
     * @param mu strength of the proximal term
     * @param squaredDistance whether the proximal term is squared and halved
     */
    public record Options(
            @Option(value = Preset.HELP, defaultValue = "paper") Preset preset,
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(
                            value = "Strength of the proximal term towards the received model; 0 disables it",
                            min = 0,
                            max = 1e3,
                            defaultValue = "0.05")
                    double mu,
            @Option(value = Preset.SQUARED, defaultValue = "true", presets = "reference=false")
                    boolean squaredDistance) {}

    private final Options options;
    private final PluginContext context;

    public FedProx(Options options, PluginContext context) {
        super(options.averaging());
        this.options = options;
        this.context = context;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        ProximalStrengthCheck.warn(context, federation, "mu", options.squaredDistance() ? options.mu() : 0);
        return super.initialize(federation);
    }

    @Override
    protected Objective objective(ClientContext client) {
        Objective loss = super.objective(client);
        return options.mu() == 0
                ? loss
                : loss.with(proximalTerm(client.parameters().select(loss.trainable())));
    }

    /** Returns the proximal term towards an anchor; without the square, it is also not halved. */
    ProximalPenalty proximalTerm(ParameterSet anchor) {
        boolean squared = options.squaredDistance();
        return new ProximalPenalty(squared ? options.mu() : 2 * options.mu(), anchor, squared);
    }
}
