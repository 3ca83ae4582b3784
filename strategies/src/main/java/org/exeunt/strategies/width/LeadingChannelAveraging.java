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
 * Base of strategies that share backbone and heads, of which each client holds as many leading channels of every hidden
 * layer as fit its device ({@link NarrowFedAvg}). Running statistics are personal.
 */
public abstract class LeadingChannelAveraging implements Strategy<LeadingChannelAveraging.Server> {
    /**
     * Server state.
     *
     * @param shared backbone and all heads, with all channels
     */
    public record Server(ParameterSet shared) {}

    private static final int FIRST_CHANNEL = 0;

    /** The common part of methods whose clients hold some of the channels. */
    protected final NarrowFedAvg averaging;

    /** Creates a strategy. */
    protected LeadingChannelAveraging(WidthOptions options) {
        this.averaging = new NarrowFedAvg(options);
    }

    /** Returns the channels that a client holds. */
    protected final ChannelWindow window(ClientContext client) {
        return ChannelWindow.leading(averaging.width(client.federation(), client.id()));
    }

    @Override
    public Server initialize(FederationSpec federation) {
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
