package org.exeunt.strategies.width;

import java.util.List;
import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.params.SubmodelSlice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.strategy.StrategyCapability;

/**
 * Base of strategies that share backbone and heads, of which each client holds as many channels of every hidden layer as
 * fit its device: the leading ones, or a window that moves in every round. Each value is averaged over the clients that
 * hold it ({@link MaskedMean}). Running statistics are personal. With all channels for all clients this is FedAvg bit
 * for bit.
 */
public abstract class ChannelAveraging implements Strategy<ChannelAveraging.Server> {
    /**
     * Server state.
     *
     * @param shared backbone and all heads, with all channels
     * @param aggregated number of rounds that were aggregated
     */
    public record Server(ParameterSet shared, int aggregated) {}

    /** Name of the vector with the first channel of the window, sent to narrow clients if windows move. */
    public static final String OFFSET = "offset";

    private final WidthOptions options;
    private final PluginContext context;
    private final ClientWidths widths;
    private final int channelsPerRound;

    /** Creates a strategy whose windows move by a number of channels after every round. */
    protected ChannelAveraging(WidthOptions options, PluginContext context, int channelsPerRound) {
        this.options = options;
        this.context = context;
        this.widths = new ClientWidths(options);
        this.channelsPerRound = channelsPerRound;
    }

    /**
     * Warns if the run has no devices, so that all clients have the widest level, of a method that then equals FedAvg.
     *
     * @param method id of the method
     */
    protected final void warnWithoutDevices(FederationSpec federation, String method) {
        boolean hasDevices = federation.clients().get(0).device().isPresent();
        if (!hasDevices && options.widths().stream().distinct().count() > 1) {
            context.warn(("The run has no section 'devices', so that all clients hold the widest of 'widths' and '%s'"
                            + " equals 'fedavg' of this width. Add 'devices', or choose 'fedavg'.")
                    .formatted(method));
        }
    }

    /** Returns the window that the client received; the round does not determine it, because rounds may be skipped. */
    protected final ChannelWindow window(ClientContext client) {
        int first = client.received().has(OFFSET) ? (int) client.received().vector(OFFSET)[0] : 0;
        return new ChannelWindow(widths.of(client.federation(), client.id()), first);
    }

    /** Returns the window of a client in the round after a state. */
    private ChannelWindow window(Server server, FederationSpec federation, ClientId client) {
        return new ChannelWindow(widths.of(federation, client), channelsPerRound * server.aggregated());
    }

    @Override
    public Server initialize(FederationSpec federation) {
        widths.validate(federation);
        return new Server(federation.initial().select(federation.layout().trainable()), 0);
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        ChannelWindow window = window(server, federation, client);
        Payload payload = window.payload(
                federation.network(), server.shared().select(federation.layout().prefix(exits.deepest())));
        return channelsPerRound == 0 || window.isWhole()
                ? payload
                : payload.with(OFFSET, new float[] {window.offset()});
    }

    /** Returns the loss of a client over its active exits. */
    protected final Objective objective(ClientContext client) {
        return options.loss().objective(client);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ChannelWindow window = window(client);
        window.load(client, network);
        Objective objective = objective(client);
        return window.update(client, network, objective, window.train(client, network, objective));
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        FederationSpec federation = round.federation();
        List<SubmodelSlice> slices = results.updates().keySet().stream()
                .map(client -> {
                    ExitSet learning =
                            options.loss().learning(federation, round.exits().get(client));
                    return window(server, federation, client)
                            .slice(federation.network(), federation.layout().trained(learning));
                })
                .toList();
        ParameterSet shared = MaskedMean.of(server.shared(), slices, results, options.aggregationWeights());
        return AggregationResult.of(new Server(shared, server.aggregated() + 1));
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        window(client).load(client, network);
    }

    @Override
    public Set<StrategyCapability> capabilities() {
        return Set.of(StrategyCapability.INACTIVE_EXITS, StrategyCapability.INACTIVE_FINAL_EXIT);
    }
}
