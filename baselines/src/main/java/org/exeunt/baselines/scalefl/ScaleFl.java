package org.exeunt.baselines.scalefl;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Distillation;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.Teacher;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.params.SubmodelSlice;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.api.strategy.StrategyPlugin;
import org.exeunt.strategies.EarlyExitLoss;

/**
 * Averages one model for clients of different capacity, which train its first stages and leading channels with
 * distillation from their deepest exit.
 *
 * <p>Shared: backbone and all heads.
 *
 * <p>Personal: running statistics.
 *
 * <p>Sent: the submodel of the client, both ways: whole blocks up to its deepest active exit or, for a narrow client,
 * the vector {@value #SLICE} with the values in its slice.
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
 */
public final class ScaleFl implements Strategy<ScaleFl.Server> {
    /**
     * Server state.
     *
     * @param shared backbone and all heads, at full width
     */
    public record Server(ParameterSet shared) {}

    /** Registers {@code scalefl}. */
    @Citation("Ilhan, Su, Liu: ScaleFL: Resource-Adaptive Federated Learning with Heterogeneous Clients, CVPR 2023")
    public static final class Plugin extends StrategyPlugin<ScaleFlOptions> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "scalefl",
                    "Averages one model of which clients train the first stages and the leading channels",
                    ScaleFlOptions.class,
                    ScaleFl::new);
        }
    }

    /** Name of the values of a narrow client in payloads, in both directions. */
    static final String SLICE = "slice";

    /**
     * The part of the network that a narrow client trains.
     *
     * @param weights slice of the stages and heads that the client holds
     * @param buffers slice of the running statistics
     */
    private record Submodel(SubmodelSlice weights, SubmodelSlice buffers) {
        /**
         * Loads the received slice with zeros outside it, and the running statistics of the client with initial values
         * outside the slice.
         */
        void load(ClientContext client, Network network) {
            BlockSet held = weights.blocks();
            network.load(client.parameters()
                    .with(weights.pad(client.received().vector(SLICE)))
                    .with(buffers.replace(client.federation().initial(client.id()), client.parameters())));
            // a velocity from a round with a wider slice would change weights outside the current slice, which must
            // stay 0
            network.loadVelocity(weights.pad(weights.take(network.readVelocity(held))));
        }

        /**
         * Returns the running statistics that the client keeps: those of the trained slice, and the previous ones
         * outside it.
         */
        ParameterSet statistics(ClientContext client, ParameterSet trained) {
            return buffers.replace(client.parameters(), trained);
        }
    }

    private final ScaleFlOptions options;

    ScaleFl(ScaleFlOptions options, PluginContext context) {
        this.options = options;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        int levels = options.widths().size();
        if (levels > 0 && levels != federation.network().exits()) {
            throw new IllegalArgumentException("'widths' has %d numbers %s; expected %d, one per exit"
                    .formatted(levels, options.widths(), federation.network().exits()));
        }
        if (options.hasNarrowClients() && federation.network().narrowing().isEmpty()) {
            throw new IllegalArgumentException(
                    ("'widths' is %s, but the leading channels of this network are not a network by themselves: a"
                                    + " layer combines all channels, or does not declare that it keeps them apart;"
                                    + " leave 'widths' empty, or use convolutions, dense layers and batch norm with"
                                    + " linear heads")
                            .formatted(options.widths()));
        }
        return new Server(federation.initial().select(federation.layout().trainable()));
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        BlockSet held = federation.layout().prefix(exits.deepest());
        return payload(server.shared().select(held), slice(federation, held, exits));
    }

    /** Returns the slice of some blocks that a client holds; empty if it has the full width. */
    private Optional<SubmodelSlice> slice(FederationSpec federation, BlockSet blocks, ExitSet exits) {
        double width = options.widths().isEmpty() ? 1 : options.widths().get(exits.deepest() - 1);
        return width == 1
                ? Optional.empty()
                : Optional.of(federation.network().narrowing().orElseThrow().slice(blocks, width));
    }

    private static Payload payload(ParameterSet blocks, Optional<SubmodelSlice> slice) {
        return slice.map(values -> Payload.empty().with(SLICE, values.take(blocks)))
                .orElseGet(() -> Payload.of(blocks));
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        Optional<Submodel> submodel = Optional.empty();
        if (client.received().has(SLICE)) {
            submodel = Optional.of(new Submodel(
                    slice(
                                    client.federation(),
                                    client.layout().prefix(client.exits().deepest()),
                                    client.exits())
                            .orElseThrow(),
                    slice(client.federation(), client.layout().buffers(), client.exits())
                            .orElseThrow()));
        }
        submodel.ifPresentOrElse(part -> part.load(client, network), () -> client.loadParameters(network));
        Objective objective = objective(client);
        TrainingReport report = client.train(network, objective);
        Payload upload = payload(
                network.read(objective.trainable()), slice(client.federation(), objective.trainable(), client.exits()));
        ParameterSet statistics = network.read(client.layout().buffers());
        ParameterSet state =
                submodel.map(part -> part.statistics(client, statistics)).orElse(statistics);
        return new ClientUpdate(upload, Payload.of(state), report);
    }

    private Objective objective(ClientContext client) {
        int level = client.exits().deepest();
        ExitSet learning = learning(client.exits());
        Objective objective = Objective.over(learning, EarlyExitLoss.trainable(client.layout(), learning));
        boolean distils = options.distillationWeight() > 0
                && isDistilling(client.round(), client.federation().rounds());
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

    boolean isDistilling(Round round, int rounds) {
        BigDecimal start = BigDecimal.valueOf(options.distillationStart()).multiply(BigDecimal.valueOf(rounds));
        return BigDecimal.valueOf(round.number()).compareTo(start) > 0;
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        List<SubmodelSlice> slices = results.updates().keySet().stream()
                .map(client -> trained(round.federation(), round.exits().get(client)))
                .toList();
        MaskedMean mean = new MaskedMean(server.shared(), slices, results.weights(options.aggregationWeights()));
        int client = 0;
        for (ClientUpdate update : results.updates().values()) {
            Payload upload = update.upload();
            mean.add(
                    client++,
                    upload.has(SLICE)
                            ? upload.vector(SLICE)
                            : upload.parameters(Payload.PARAMETERS).values());
        }
        return AggregationResult.of(new Server(mean.mean()));
    }

    /** Returns the slice that a client uploads after training. */
    private SubmodelSlice trained(FederationSpec federation, ExitSet exits) {
        BlockSet blocks = EarlyExitLoss.trainable(federation.layout(), learning(exits));
        return slice(federation, blocks, exits).orElseGet(() -> SubmodelSlice.whole(blocks));
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(StrategyCapability.INACTIVE_EXITS, StrategyCapability.INACTIVE_FINAL_EXIT);
    }
}
