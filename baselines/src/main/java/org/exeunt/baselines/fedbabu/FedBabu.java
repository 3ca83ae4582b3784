package org.exeunt.baselines.fedbabu;

import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.StrategyPlugin;
import org.exeunt.strategies.BackboneAveraging;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Averages a backbone that is trained with fixed random heads; a personal model is a copy of the network that is
 * fine-tuned on the client's data.
 *
 * <p>Shared: the backbone, and the heads of all exits, which keep one common random initialisation.
 *
 * <p>Personal: running statistics, and the fine-tuned copy during evaluation.
 *
 * <p>Sent: the backbone both ways, up to the deepest active exit; heads are derived from the run's seed and are not
 * sent.
 *
 * <p>Source: Oh, Kim, Yun, FedBABU: Toward Enhanced Representation for Federated Image Classification, ICLR 2022, arXiv
 * 2106.06042, the algorithm FedBABU. Deviations: the heads of all exits are fixed; fine-tuning takes place at every
 * evaluation, not once after the last round; clients are weighted by data size by default; heads have the network's
 * default initialisation.
 */
public final class FedBabu extends BackboneAveraging {
    /** The part of the network that is fine-tuned. */
    public enum FineTunePart {
        /** Backbone and all heads. */
        FULL,
        /** All heads. */
        HEAD,
        /** The backbone. */
        BODY
    }

    /**
     * Options of FedBABU.
     *
     * @param averaging loss of every client, and p_i
     * @param fineTuneEpochs number of epochs of fine-tuning before an evaluation
     * @param fineTunePart part of the network that is fine-tuned
     */
    public record Options(
            @Option(value = "Loss and weights of FedAvg", inPlace = true) FedAvg.Options averaging,
            @Option(
                            value = "Number of epochs for which a copy is fine-tuned before it is evaluated",
                            min = 0,
                            unit = "epochs",
                            defaultValue = "5")
                    int fineTuneEpochs,
            @Option(value = "Part of the network that is fine-tuned", defaultValue = "full")
                    FineTunePart fineTunePart) {}

    /** Registers {@code fedbabu}. */
    @Citation("Oh, Kim, Yun: FedBABU, ICLR 2022, arXiv 2106.06042")
    public static final class Plugin extends StrategyPlugin<Options> {
        /** Called by the service loader. */
        public Plugin() {
            super(
                    "fedbabu",
                    "Averages a backbone trained with fixed heads; fine-tunes a copy for each evaluation",
                    Options.class,
                    FedBabu::new);
        }
    }

    private final Options options;

    FedBabu(Options options, PluginContext context) {
        super(options.averaging().loss(), options.averaging().aggregationWeights());
        this.options = options;
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ParameterLayout layout = client.layout();
        loadWithCommonHeads(client, network);
        Objective objective = loss.objective(client).restrictedTo(layout.backbone());
        TrainingReport report = client.train(network, objective);
        Payload upload = Payload.of(network.read(objective.trainable()));
        return new ClientUpdate(upload, Payload.of(network.read(layout.buffers())), report);
    }

    /**
     * Loads the client's parameters and the common heads; averaging backbones trained with different heads would have
     * no meaning.
     */
    private static void loadWithCommonHeads(ClientContext client, Network network) {
        client.loadParameters(network);
        network.load(client.federation().initial().select(client.layout().heads()));
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        ParameterLayout layout = client.layout();
        loadWithCommonHeads(client, network);
        BlockSet fineTuned =
                switch (options.fineTunePart()) {
                    case FULL -> layout.trainable();
                    case HEAD -> layout.heads();
                    case BODY -> layout.backbone();
                };
        Objective objective = loss.objective(client).restrictedTo(fineTuned);
        client.train(network, objective, options.fineTuneEpochs(), ClientContext.BATCHES);
    }
}
