package org.exeunt.baselines.fedrolex;

import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;
import org.exeunt.strategies.width.ChannelWindow;
import org.exeunt.strategies.width.NarrowFedAvg;
import org.exeunt.strategies.width.WidthOptions;

/**
 * Averages one model of which each client holds as many channels of every hidden layer as fit its device: a window that
 * moves by one channel each round, so that all channels are trained.
 *
 * <p>Shared: backbone and all heads.
 *
 * <p>Personal: running statistics. The personal model has the channels of the next window of the client's width.
 *
 * <p>Sent: the window of the client, both ways; see {@link ChannelWindow}. A narrow client also receives the offset,
 * one value.
 *
 * <p>Method: of a hidden layer with K channels, a client of level p trains the {@code ceil(p K)} channels
 * {@code j, j + 1, ...} modulo K with {@code j = r mod K}, where r is the number of rounds that were aggregated before.
 * The server takes the mean of each value over the clients that hold it; a value that no client holds is unchanged. A
 * client's level is the widest whose training fits the memory of its device, or the widest of all without devices. A
 * narrow client runs the whole network with zeros outside its window ({@link org.exeunt.api.network.WidthSlicing}) and
 * reports the MACs of the narrow network. With {@code j = 0} this is HeteroFL bit for bit.
 *
 * <p>Source: Alam, Liu, Yan, Zhang, FedRolex: Model-Heterogeneous Federated Learning with Rolling Sub-Model Extraction,
 * NeurIPS 2022, arXiv 2212.01548. Deviations: as for HeteroFL, no scaler, and running statistics stay with the client;
 * clients are evaluated with the channels that their devices hold, not with the whole model; the loss is the early-exit
 * loss.
 */
public final class FedRolex implements Strategy<FedRolex.Server> {
    /**
     * Server state.
     *
     * @param shared backbone and all heads, with all channels
     * @param aggregated number of rounds that were aggregated; the first channel of every window
     */
    public record Server(ParameterSet shared, int aggregated) {}

    /** Registers {@code fedrolex}. */
    @Citation("Alam, Liu, Yan, Zhang: FedRolex: Model-Heterogeneous Federated Learning with Rolling Sub-Model"
            + " Extraction, NeurIPS 2022, arXiv 2212.01548")
    public static final class Provider extends Plugin<Strategy<?>, WidthOptions> {
        /** Called by the service loader. */
        public Provider() {
            super(
                    "fedrolex",
                    "Averages one model of which clients train a window of channels that moves each round",
                    FedRolex::new);
        }
    }

    /** Name of the vector with the first channel of the window, sent to narrow clients. */
    static final String OFFSET = "offset";

    private final NarrowFedAvg averaging;
    private final PluginContext context;

    FedRolex(WidthOptions options, PluginContext context) {
        this.averaging = new NarrowFedAvg(options);
        this.context = context;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        averaging.warnWithoutDevices(federation, context, "fedrolex");
        return new Server(averaging.initialize(federation), 0);
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        Payload window = averaging.download(server.shared(), federation, client, exits, server.aggregated());
        return averaging.width(federation, client) == 1
                ? window
                : window.with(OFFSET, new float[] {server.aggregated()});
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        return averaging.train(client, network, window(client));
    }

    /** Returns the window that the client received; the round does not determine it, because rounds may be skipped. */
    private ChannelWindow window(ClientContext client) {
        int offset = client.received().has(OFFSET) ? (int) client.received().vector(OFFSET)[0] : 0;
        return new ChannelWindow(averaging.width(client.federation(), client.id()), offset);
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        ParameterSet shared = averaging.aggregate(server.shared(), round, results, server.aggregated());
        return AggregationResult.of(new Server(shared, server.aggregated() + 1));
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
