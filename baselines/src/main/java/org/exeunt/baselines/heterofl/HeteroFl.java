package org.exeunt.baselines.heterofl;

import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
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
import org.exeunt.strategies.width.ChannelWindow;
import org.exeunt.strategies.width.NarrowFedAvg;
import org.exeunt.strategies.width.WidthOptions;

/**
 * Averages one model of which each client holds as many leading channels of every hidden layer as fit its device.
 *
 * <p>Shared: backbone and all heads.
 *
 * <p>Personal: running statistics. The personal model has the channels that the client's device holds.
 *
 * <p>Sent: the channels of the client, both ways; see {@link ChannelWindow}.
 *
 * <p>Method: of a hidden layer with K channels, a client of level p trains the first {@code ceil(p K)}; p is the widest
 * level whose training fits the memory of its device, or the widest of all without devices. The server takes the mean
 * of each value over the clients that hold it; a value that no client holds is unchanged. A narrow client runs the
 * whole network with zeros outside its channels ({@link org.exeunt.api.network.WidthSlicing}) and reports the MACs of
 * the narrow network.
 *
 * <p>Source: Diao, Ding, Tarokh, HeteroFL: Computation and Communication Efficient Federated Learning for Heterogeneous
 * Clients, ICLR 2021, arXiv 2010.01264. Deviations: no scaler, because batch normalisation cancels the division of a
 * convolution's output by p, up to its epsilon, and networks without normalisation have no place for it; running
 * statistics stay with the client, in place of statistics that are computed after the training; the loss is masked only
 * if {@code masked-loss} is set, and head values of classes that a client lacks are averaged as all others are; the
 * loss is the early-exit loss.
 */
public final class HeteroFl implements Strategy<HeteroFl.Server> {
    /**
     * Server state.
     *
     * @param shared backbone and all heads, with all channels
     */
    public record Server(ParameterSet shared) {}

    /** Registers {@code heterofl}. */
    @Citation(
            "Diao, Ding, Tarokh: HeteroFL: Computation and Communication Efficient Federated Learning for Heterogeneous"
                    + " Clients, ICLR 2021, arXiv 2010.01264")
    public static final class Plugin extends StrategyPlugin<WidthOptions> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "heterofl",
                    "Averages one model of which clients train as many leading channels as fit their devices",
                    WidthOptions.class,
                    HeteroFl::new);
        }
    }

    private static final int FIRST_CHANNEL = 0;

    private final NarrowFedAvg averaging;
    private final PluginContext context;

    HeteroFl(WidthOptions options, PluginContext context) {
        this.averaging = new NarrowFedAvg(options);
        this.context = context;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        averaging.warnWithoutDevices(federation, context, "heterofl");
        return new Server(averaging.initialize(federation));
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        return averaging.download(server.shared(), federation, client, exits, FIRST_CHANNEL);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        return averaging.train(client, network, window(client));
    }

    private ChannelWindow window(ClientContext client) {
        return ChannelWindow.leading(averaging.width(client.federation(), client.id()));
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        return AggregationResult.of(new Server(averaging.aggregate(server.shared(), round, results, FIRST_CHANNEL)));
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        window(client).load(client, network);
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return averaging.capabilities();
    }
}
