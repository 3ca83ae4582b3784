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
 * One model for clients of different size: each holds the first stages and, of these, the leading channels; its deepest exit teaches the
 * others.
 *
 * <p>A client whose deepest exit is l minimises {@code sum_{k <= l} c_k [CE_k + 1(k < l) g KD_tau(z_k <- z_l)]} with {@code c_k = 2k / (l (l + 1))},
 * where nothing flows into the teacher z_l, at a share s_l of the channels of every hidden layer. The server takes, value by value, the mean over
 * the clients whose submodel holds the value; one nobody holds stays.
 *
 * <p>Shared: backbone and all heads. Personal: running statistics. Sent: the submodel both ways, in whole blocks as {@link EarlyExitLoss} trains
 * them or, of a narrower client, as the vector {@value #SLICE} of the values in its slice. Which exits a client holds is the coordination policy's
 * to say: all of them by default, {@code capacity} for the levels of the paper; so there is no option for levels here.
 *
 * <p>A narrower client trains in the whole network, all of it 0 outside the slice: that is the narrower network exactly
 * ({@link org.exeunt.api.network.WidthSlicing}), at the whole one's computation. Networks for which it is not are refused if 'widths' are given.
 *
 * <p>Source: Ilhan, Su, Liu, ScaleFL: Resource-Adaptive Federated Learning with Heterogeneous Clients, CVPR 2023. Deviations: no scaler. The
 * original divides a convolution's output by s_l before its normalisation; batch statistics undo any such factor, up to their epsilon, and where
 * nothing normalises there is no place for it. Running statistics stay with the client. The divergence is a mean over the batch, not over batch
 * and classes.
 */
public final class ScaleFl implements Strategy<ScaleFl.Server> {
    /**
     * What the server remembers.
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
                    "One averaged model, of which clients hold the first stages and the leading channels",
                    ScaleFlOptions.class,
                    ScaleFl::new);
        }
    }

    /** Name of a narrower client's values, both ways. */
    static final String SLICE = "slice";

    private final ScaleFlOptions options;

    ScaleFl(ScaleFlOptions options, PluginContext context) {
        this.options = options;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        int levels = options.widths().size();
        if (levels > 0 && levels != federation.network().exits()) {
            throw new IllegalArgumentException("'widths' has %d numbers %s; expected %d, one an exit"
                    .formatted(levels, options.widths(), federation.network().exits()));
        }
        if (options.narrows() && federation.network().narrowing().isEmpty()) {
            throw new IllegalArgumentException(
                    ("'widths' is %s, but leading channels of this network are no network of their own: a layer looks across channels, or it is not"
                                    + " known that none does; leave 'widths' empty, or choose convolutions, dense layers and batch norm with linear heads")
                            .formatted(options.widths()));
        }
        return new Server(federation.initial().select(federation.layout().trainable()));
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        BlockSet held = federation.layout().prefix(exits.deepest());
        return payload(server.shared().select(held), narrow(federation, held, exits));
    }

    /** Returns the part of some blocks that a client holds, if it is narrower than the network. */
    private Optional<SubmodelSlice> narrow(FederationSpec federation, BlockSet blocks, ExitSet exits) {
        double width = options.widths().isEmpty() ? 1 : options.widths().get(exits.deepest() - 1);
        return width == 1
                ? Optional.empty()
                : Optional.of(federation.network().narrowing().orElseThrow().slice(blocks, width));
    }

    private static Payload payload(ParameterSet blocks, Optional<SubmodelSlice> slice) {
        return slice.map(narrow -> Payload.empty().with(SLICE, narrow.take(blocks)))
                .orElseGet(() -> Payload.of(blocks));
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        Optional<Submodel> submodel = Optional.empty();
        if (client.received().has(SLICE)) {
            submodel = Optional.of(new Submodel(
                    narrow(
                                    client.federation(),
                                    client.layout().prefix(client.exits().deepest()),
                                    client.exits())
                            .orElseThrow(),
                    narrow(client.federation(), client.layout().buffers(), client.exits())
                            .orElseThrow()));
        }
        submodel.ifPresentOrElse(narrow -> narrow.install(client, network), () -> client.loadParameters(network));
        Objective objective = objective(client);
        TrainingReport report = client.train(network, objective);
        Payload upload = payload(
                network.read(objective.trainable()),
                narrow(client.federation(), objective.trainable(), client.exits()));
        ParameterSet statistics = network.read(client.layout().buffers());
        ParameterSet kept =
                submodel.map(narrow -> narrow.statistics(client, statistics)).orElse(statistics);
        return new ClientUpdate(upload, Payload.of(kept), report);
    }

    private Objective objective(ClientContext client) {
        int level = client.exits().deepest();
        ExitSet learning = learning(client.exits());
        Objective objective = Objective.over(learning, EarlyExitLoss.trainable(client.layout(), learning));
        boolean distils = options.distillationWeight() > 0
                && distils(client.round(), client.federation().rounds());
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

    /** The exits of a client that count. */
    private ExitSet learning(ExitSet exits) {
        return exits.where(exit -> options.weightRule().of(exit.number(), exits.deepest()) > 0);
    }

    boolean distils(Round round, int rounds) {
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

    /** Returns what a client sends after it trained. */
    private SubmodelSlice trained(FederationSpec federation, ExitSet exits) {
        BlockSet blocks = EarlyExitLoss.trainable(federation.layout(), learning(exits));
        return narrow(federation, blocks, exits).orElseGet(() -> SubmodelSlice.whole(blocks));
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(StrategyCapability.INACTIVE_EXITS, StrategyCapability.INACTIVE_FINAL_EXIT);
    }
}
