package org.exeunt.baselines.fedbabu;

import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.Sharing;

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
 * default initialisation. {@link Preset#REFERENCE} has heads of each client's own, and fine-tunes only once.
 */
public final class FedBabu extends Sharing {
    /**
     * Options of FedBABU.
     *
     * @param preset defaults of the other options
     * @param averaging loss of every client, and p_i
     * @param fineTuneEpochs number of epochs of fine-tuning before an evaluation
     * @param commonHeads whether the heads of all clients are fixed at the same values
     * @param fineTuneAlways whether every evaluation is preceded by fine-tuning, or only that after the last round
     */
    public record Options(
            @Option(value = Preset.HELP, defaultValue = "paper") Preset preset,
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(
                            value = "Number of epochs for which a copy is fine-tuned before it is evaluated",
                            min = 0,
                            unit = "epochs",
                            defaultValue = "5")
                    int fineTuneEpochs,
            @Option(
                            value = "Whether heads are fixed at the same values on all clients, or at each client's"
                                    + " own initial ones",
                            defaultValue = "true",
                            presets = "reference=false")
                    boolean commonHeads,
            @Option(
                            value =
                                    "Whether a copy is fine-tuned before every evaluation, or only after the last round",
                            defaultValue = "true",
                            presets = "reference=false")
                    boolean fineTuneAlways) {}

    private final Options options;

    public FedBabu(Options options) {
        super(options.averaging());
        this.options = options;
    }

    @Override
    protected BlockSet shared(ParameterLayout layout) {
        return layout.backbone();
    }

    @Override
    protected ParameterSet start(ClientContext client) {
        if (!options.commonHeads()) {
            return super.start(client);
        }
        return client.parameters()
                .with(client.federation().initial().select(client.layout().heads()));
    }

    @Override
    protected Objective objective(ClientContext client) {
        return super.objective(client).restrictedTo(client.layout().backbone());
    }

    @Override
    protected Payload state(ClientContext client, Network network, TrainingReport report) {
        return Payload.of(network.read(client.layout().buffers()));
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        super.personalise(client, network);
        if (!options.fineTuneAlways()
                && client.round().number() < client.federation().rounds()) {
            return;
        }
        Objective objective =
                super.objective(client).restrictedTo(client.layout().trainable());
        client.train(network, objective, options.fineTuneEpochs(), ClientContext.BATCHES);
    }
}
