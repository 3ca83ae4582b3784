package org.exeunt.baselines.heterofl;

import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.width.ChannelAveraging;
import org.exeunt.strategies.width.ChannelWindow;
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
 * statistics stay with the client, in place of statistics that are computed after the training; the softmax
 * includes classes that a client lacks; the loss is the early-exit loss.
 */
public final class HeteroFl extends ChannelAveraging {

    public HeteroFl(WidthOptions options, PluginContext context) {
        super(options, context, 0);
    }

    @Override
    public Server initialize(FederationSpec federation) {
        warnWithoutDevices(federation, "heterofl");
        return super.initialize(federation);
    }
}
