package org.exeunt.baselines.fedprox;

import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.objective.ProximalPenalty;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.api.strategy.StrategyPlugin;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ProximalStrengthCheck;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * {@link FedAvg} whose clients are held near the model they were sent: they minimise {@code L(w) + (mu/2) ||w - w^t||^2}.
 *
 * <p>Shared, personal and sent: as FedAvg. The pull acts on every block that learns, backbone and heads, in every step; never on running
 * statistics. Weight decay acts besides. With {@code mu = 0} there is no pull, and this is FedAvg bit for bit.
 *
 * <p>Source: Li et al., Federated Optimization in Heterogeneous Networks, MLSys 2020, arXiv 1812.06127. Deviation: every client does all its
 * local epochs; the paper lets slow ones stop early.
 */
public final class FedProx implements Strategy<FedAvg.Server> {
    /** How far from the downloaded model costs how much. */
    public enum Norm {
        /** {@code (mu/2) ||w - w^t||^2}, the paper's. */
        SQUARED,
        /** {@code mu ||w - w^t||}, a slip of several public codes: a pull of the same strength near and far. */
        UNSQUARED_REFERENCE
    }

    /**
     * Settings of loss, merge and pull.
     *
     * @param loss of every client, without the pull
     * @param aggregationWeights p_i
     * @param mu strength of the pull
     * @param norm form of the pull
     */
    public record Options(
            @Option(value = "The loss of a client", defaultValue = "{}") EarlyExitLoss loss,
            @Option(value = "How much each client counts in the merge", defaultValue = "data-size")
                    AggregationWeights aggregationWeights,
            @Option(
                            value = "Strength of the pull to the downloaded model; 0 for none",
                            min = 0,
                            max = 1e3,
                            defaultValue = "0.05")
                    double mu,
            @Option(value = "Norm of the distance to the downloaded model", defaultValue = "squared") Norm norm) {}

    /** Registers {@code fedprox}. */
    @Citation("Li et al.: Federated Optimization in Heterogeneous Networks, MLSys 2020, arXiv 1812.06127")
    public static final class Plugin extends StrategyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "fedprox",
                    "FedAvg whose clients are held near the model they were sent",
                    Options.class,
                    FedProx::new);
        }
    }

    private final FedAvg fedAvg;
    private final double mu;
    private final Norm norm;
    private final PluginContext context;

    FedProx(Options options, PluginContext context) {
        this.fedAvg = new FedAvg(new FedAvg.Options(options.loss(), options.aggregationWeights()), context);
        this.mu = options.mu();
        this.norm = options.norm();
        this.context = context;
    }

    @Override
    public FedAvg.Server initialize(FederationSpec federation) {
        if (norm == Norm.SQUARED) {
            ProximalStrengthCheck.warn(context, federation, "mu", mu);
        }
        return fedAvg.initialize(federation);
    }

    @Override
    public Payload download(FedAvg.Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return fedAvg.download(server, federation, client, exits);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        if (mu == 0) {
            return fedAvg.train(client, network);
        }
        return fedAvg.train(client, network, objective -> objective.with(pull(downloaded(client, objective))));
    }

    private static ParameterSet downloaded(ClientContext client, Objective objective) {
        return client.parameters().select(objective.trainable());
    }

    /** Returns the term that pulls to an anchor. */
    ParameterTerm pull(ParameterSet anchor) {
        return norm == Norm.SQUARED ? ProximalPenalty.squared(mu, anchor) : ProximalPenalty.unsquared(mu, anchor);
    }

    @Override
    public AggregationResult<FedAvg.Server> aggregate(FedAvg.Server server, RoundContext round, ClientResults results) {
        return fedAvg.aggregate(server, round, results);
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(
                StrategyCapability.INACTIVE_EXITS,
                StrategyCapability.INACTIVE_FINAL_EXIT,
                StrategyCapability.AGGREGATORS);
    }
}
