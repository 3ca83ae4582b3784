package org.exeunt.baselines.scalefl;

import java.util.List;
import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.params.SubmodelSlice;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.strategies.width.ChannelWindow;
import org.exeunt.strategies.width.MaskedMean;

/**
 * Averages one model for clients of different capacity, which train its first stages and leading channels with
 * distillation from their deepest exit.
 *
 * <p>Shared: backbone and all heads.
 *
 * <p>Personal: running statistics.
 *
 * <p>Sent: the submodel of the client, both ways: whole blocks up to its deepest active exit or, for a narrow client,
 * the vector {@value ChannelWindow#SLICE} with the values in its slice.
 *
 * <p>Method: a client with deepest exit l minimises {@code sum_{k <= l} c_k [CE_k + 1(k < l) g KD_tau(z_k <- z_l)]}
 * with {@code c_k = 2k / (l (l + 1))}, without gradients into the teacher z_l, on a fraction s_l of the channels of
 * every hidden layer. The server takes the mean of each value over the clients that hold it; a value that no client
 * holds is unchanged. The coordination policy decides which exits a client holds: all by default, {@code capacity} for
 * the levels of the paper. A narrow client runs the whole network with zeros outside its slice, which computes exactly
 * the narrow network ({@link org.exeunt.api.network.WidthSlicing}) at the cost of the whole one; networks for which
 * this does not hold are rejected if 'widths' are set.
 *
 * <p>Source: Ilhan, Su, Liu, ScaleFL: Resource-Adaptive Federated Learning with Heterogeneous Clients, CVPR 2023.
 * Deviations: no scaler, because batch normalisation cancels the division of a convolution's output by s_l, up to its
 * epsilon, and networks without normalisation have no place for it; running statistics stay with the client; the
 * divergence is a mean over the batch, not over batch and classes.
 *
 * @param options its options
 */
public record ScaleFl(ScaleFlOptions options) implements Strategy<ScaleFl.Server> {
    /**
     * Server state.
     *
     * @param shared backbone and all heads, at full width
     */
    public record Server(ParameterSet shared) {}

    @Override
    public Server initialize(FederationSpec federation) {
        int levels = options.widths().size();
        if (levels > 0 && levels != federation.network().exits()) {
            throw new IllegalArgumentException("'widths' has %d numbers %s; expected %d, one per exit"
                    .formatted(levels, options.widths(), federation.network().exits()));
        }
        ChannelWindow.requireNarrowing(federation.network(), options.widths());
        return new Server(federation.initial().select(federation.layout().trainable()));
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return window(exits)
                .payload(
                        federation.network(),
                        server.shared().select(federation.layout().prefix(exits.deepest())));
    }

    /** Returns the channels of a client. */
    private ChannelWindow window(ExitSet exits) {
        return ChannelWindow.leading(
                options.widths().isEmpty() ? 1 : options.widths().get(exits.deepest() - 1));
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ChannelWindow window = window(client.exits());
        window.load(client, network);
        Objective objective = objective(client);
        return window.update(client, network, objective, window.train(client, network, objective));
    }

    private Objective objective(ClientContext client) {
        int level = client.exits().deepest();
        ExitSet learning = learning(client.exits());
        Objective objective = Objective.over(learning, client.layout().trained(learning));
        boolean distils = options.distillationWeight() > 0;
        for (Exit exit : learning) {
            double weight = options.weightRule().of(exit.number(), level);
            objective = objective.with(new CrossEntropy(exit, weight));
            if (distils && exit.number() < level) {
                objective = objective.with(new Distillation(
                        exit,
                        Teacher.live(new Exit(level)),
                        weight * options.distillationWeight(),
                        options.temperature(),
                        true));
            }
        }
        return objective;
    }

    /** Returns the exits with a weight above 0. */
    private ExitSet learning(ExitSet exits) {
        return exits.where(exit -> options.weightRule().of(exit.number(), exits.deepest()) > 0);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        List<SubmodelSlice> slices = results.updates().keySet().stream()
                .map(client -> trained(round.federation(), round.exits().get(client)))
                .toList();
        return AggregationResult.of(
                new Server(MaskedMean.of(server.shared(), slices, results, options.aggregationWeights())));
    }

    /** Returns the slice that a client uploads after training. */
    private SubmodelSlice trained(FederationSpec federation, ExitSet exits) {
        return window(exits).slice(federation.network(), federation.layout().trained(learning(exits)));
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(StrategyCapability.INACTIVE_EXITS, StrategyCapability.INACTIVE_FINAL_EXIT);
    }
}
