package org.exeunt.baselines.fjord;

import java.util.List;
import org.exeunt.api.Round;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.width.ChannelAveraging;
import org.exeunt.strategies.width.ChannelWindow;
import org.exeunt.strategies.width.WidthOptions;

/**
 * Averages one model of which each client holds as many leading channels as fit its device, and trains a random number
 * of them in every step: ordered dropout.
 *
 * <p>Shared: backbone and all heads.
 *
 * <p>Personal: running statistics. The personal model has the channels that the client's device holds.
 *
 * <p>Sent: the channels of the client, both ways; see {@link ChannelWindow}.
 *
 * <p>Method: a client of level p_max draws a level p uniformly from the levels up to p_max in every step, and updates
 * the first {@code ceil(p K)} of the K channels of every hidden layer by the gradient of the network that consists of
 * them. The server takes the mean of each value over the clients that hold it; a value that no client holds is
 * unchanged. p_max is the widest level whose training fits the memory of the client's device, or the widest of all
 * without devices. The report has the mean MACs of the drawn networks. A client with a single level trains as in
 * HeteroFL, bit for bit.
 *
 * <p>Source: Horvath et al., FjORD: Fair and Accurate Federated Learning under heterogeneous targets with Ordered
 * Dropout, NeurIPS 2021, arXiv 2102.13451. Deviations: no self-distillation from the widest network; running statistics
 * are those of the steps at p_max, the width at which the client is evaluated, and stay with the client; values outside
 * the drawn channels are not changed by weight decay or momentum; the loss is the early-exit loss.
 */
public final class Fjord extends ChannelAveraging {

    private final List<Double> widths;

    public Fjord(WidthOptions options, PluginContext context) {
        super(options, context, 0);
        this.widths = options.widths().stream().distinct().sorted().toList();
    }

    @Override
    public Server initialize(FederationSpec federation) {
        federation.training(Round.START).requireSgd();
        ChannelWindow.requireNarrowing(federation.network(), widths);
        return super.initialize(federation);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ChannelWindow own = window(client);
        own.load(client, network);
        Objective objective = objective(client);
        List<ChannelWindow> nested = widths.stream()
                .filter(width -> width <= own.width())
                .map(ChannelWindow::leading)
                .toList();
        TrainingReport report = nested.size() == 1 || objective.trainable().isEmpty()
                ? own.train(client, network, objective)
                : new OrderedDropout(client, network, objective, nested).train();
        return own.update(client, network, objective, report);
    }
}
