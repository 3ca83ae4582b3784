package org.exeunt.baselines.fedrolex;

import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.width.ChannelAveraging;
import org.exeunt.strategies.width.ChannelWindow;
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
public final class FedRolex extends ChannelAveraging {

    public FedRolex(WidthOptions options, PluginContext context) {
        super(options, context, 1);
    }

    @Override
    public Server initialize(FederationSpec federation) {
        warnWithoutDevices(federation, "fedrolex");
        return super.initialize(federation);
    }
}
