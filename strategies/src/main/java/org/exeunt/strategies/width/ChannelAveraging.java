package org.exeunt.strategies.width;

import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
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
 * fit its device ({@link NarrowFedAvg}): the leading ones, or a window that moves in every round. Running statistics are
 * personal.
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

    /** The common part of methods whose clients hold some of the channels. */
    protected final NarrowFedAvg averaging;

    private final int channelsPerRound;

    /** Creates a strategy whose windows move by a number of channels after every round. */
    protected ChannelAveraging(WidthOptions options, int channelsPerRound) {
        this.averaging = new NarrowFedAvg(options);
        this.channelsPerRound = channelsPerRound;
    }

    /** Returns the window that the client received; the round does not determine it, because rounds may be skipped. */
    protected final ChannelWindow window(ClientContext client) {
        int first = client.received().has(OFFSET) ? (int) client.received().vector(OFFSET)[0] : 0;
        return new ChannelWindow(averaging.width(client.federation(), client.id()), first);
    }

    private int firstChannel(Server server) {
        return channelsPerRound * server.aggregated();
    }

    @Override
    public Server initialize(FederationSpec federation) {
        return new Server(averaging.initialize(federation), 0);
    }

    @Override
    public Payload download(Server server, FederationSpec federation, ClientId client, ExitSet exits) {
        Payload window = averaging.download(server.shared(), federation, client, exits, firstChannel(server));
        return channelsPerRound == 0 || averaging.width(federation, client) == 1
                ? window
                : window.with(OFFSET, new float[] {firstChannel(server)});
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        return averaging.train(client, network, window(client));
    }

    @Override
    public AggregationResult<Server> aggregate(Server server, RoundContext round, ClientResults results) {
        ParameterSet shared = averaging.aggregate(server.shared(), round, results, firstChannel(server));
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
