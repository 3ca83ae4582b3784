package org.exeunt.strategies.width;

import java.util.List;
import java.util.Set;
import org.exeunt.api.ClientId;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;
import org.exeunt.api.network.Network;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.params.SubmodelSlice;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.StrategyCapability;

/**
 * FedAvg of a network of which each client holds as many channels as fit its device: the common part of methods that
 * differ in which channels these are and how a client trains them. Each value is averaged over the clients that hold it
 * ({@link MaskedMean}). With all channels for all clients this is FedAvg bit for bit.
 */
public final class NarrowFedAvg {
    private final WidthOptions options;
    private final ClientWidths widths;

    /** Creates the common part of a method. */
    public NarrowFedAvg(WidthOptions options) {
        this.options = options;
        this.widths = new ClientWidths(options);
    }

    /**
     * Returns the initial shared model: backbone and all heads, with all channels.
     *
     * @throws IllegalArgumentException if a device holds none of the levels, or the network cannot be narrowed
     */
    public ParameterSet initialize(FederationSpec federation) {
        options.loss().validate(federation);
        widths.validate(federation);
        return federation.initial().select(federation.layout().trainable());
    }

    /**
     * Warns if the run has no devices, so that all clients have the widest level, of a method that then equals FedAvg.
     *
     * @param method id of the method
     */
    public void warnWithoutDevices(FederationSpec federation, PluginContext context, String method) {
        boolean hasDevices = federation.clients().get(0).device().isPresent();
        if (!hasDevices && options.widths().stream().distinct().count() > 1) {
            context.warn(("The run has no section 'devices', so that all clients hold the widest of 'widths' and '%s'"
                            + " equals 'fedavg' of this width. Add 'devices', or choose 'fedavg'.")
                    .formatted(method));
        }
    }

    /** Returns the fraction of the channels that a client holds: always the same in a run. */
    public double width(FederationSpec federation, ClientId client) {
        return widths.of(federation, client);
    }

    /**
     * Returns what a client receives: backbone and heads up to its deepest exit, with its channels.
     *
     * @param offset first channel of the window, see {@link ChannelWindow}
     */
    public Payload download(
            ParameterSet shared, FederationSpec federation, ClientId client, ExitSet exits, int offset) {
        return new ChannelWindow(width(federation, client), offset)
                .payload(federation.network(), shared.select(federation.layout().prefix(exits.deepest())));
    }

    /** Returns the loss of a client over its active exits. */
    public Objective objective(ClientContext client) {
        Objective objective = options.loss().objective(client);
        if (!options.maskedLoss()) {
            return objective;
        }
        int[] present =
                client.examples().classCounts(client.federation().network().classes());
        for (int c = 0; c < present.length; c++) {
            present[c] = Math.min(1, present[c]);
        }
        double[] weights = options.loss().weights(client.federation());
        Objective masked = Objective.over(objective.exits(), objective.trainable());
        for (Exit exit : objective.exits()) {
            // of counts 1 and 0 only the 0 matter: ln 1 = 0 leaves a logit as it is, ln 0 leaves it out
            masked = masked.with(CrossEntropy.balanced(exit, weights[exit.index()], present));
        }
        return masked;
    }

    /** Trains the channels of a window on the {@link #objective loss} of a client. */
    public ClientUpdate train(ClientContext client, Network network, ChannelWindow window) {
        window.load(client, network);
        Objective objective = objective(client);
        return window.update(client, network, objective, window.train(client, network, objective));
    }

    /**
     * Returns the shared model after a round.
     *
     * @param offset first channel of the windows that the clients trained
     */
    public ParameterSet aggregate(ParameterSet shared, RoundContext round, ClientResults results, int offset) {
        FederationSpec federation = round.federation();
        List<SubmodelSlice> slices = results.updates().keySet().stream()
                .map(client -> {
                    ExitSet learning =
                            options.loss().learning(federation, round.exits().get(client));
                    return new ChannelWindow(width(federation, client), offset)
                            .slice(federation.network(), federation.layout().trained(learning));
                })
                .toList();
        return MaskedMean.of(shared, slices, results, options.aggregationWeights());
    }

    /** Returns the capabilities of such a method. */
    public Set<StrategyCapability> capabilities() {
        return Set.of(StrategyCapability.INACTIVE_EXITS, StrategyCapability.INACTIVE_FINAL_EXIT);
    }
}
