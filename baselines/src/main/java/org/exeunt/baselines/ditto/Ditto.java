package org.exeunt.baselines.ditto;

import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ProximalPenalty;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.ProximalStrengthCheck;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Trains two models per client: the shared one of {@link FedAvg}, and a personal one that is regularised towards it.
 *
 * <p>Shared: backbone and all heads.
 *
 * <p>Personal: a second whole model v_i, and the running statistics of both models.
 *
 * <p>Sent: as in FedAvg; v_i is never sent.
 *
 * <p>Method: the shared branch is FedAvg bit for bit. The personal branch minimises
 * {@code L(v) + (lambda/2) ||v - w^t||^2} over every trained block, where w^t is the received model, not the locally
 * trained one. Both branches see the same batches; the reported epochs are the sum of both. The velocity of the shared
 * branch is kept for as long as the run keeps velocities; that of the personal branch is reset every round. With
 * {@code lambda = 0}, velocities that are reset every round and no augmentation, the personal branch is local training
 * bit for bit.
 *
 * <p>Source: Li, Hu, Beirami, Smith, Ditto: Fair and Robust Federated Learning Through Personalization, ICML 2021,
 * arXiv 2012.04221, the algorithm Ditto. Deviation: clients are weighted by data size by default; the paper samples
 * clients by data size and weights them equally.
 */
public final class Ditto extends Sharing {
    /**
     * Options of Ditto.
     *
     * @param preset defaults of the other options
     * @param averaging loss of every client, in both branches, and p_i
     * @param lambda strength of the proximal term towards the received model
     * @param squaredDistance whether the proximal term is squared
     * @param personalEpochs epochs of the personal branch
     */
    public record Options(
            @Option(value = Preset.HELP, defaultValue = "paper") Preset preset,
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(
                            value = "Strength of the proximal term that keeps the personal model near the shared one;"
                                    + " 0 disables it",
                            min = 0,
                            max = 1e3,
                            defaultValue = "0.1")
                    double lambda,
            @Option(value = Preset.SQUARED, defaultValue = "true", presets = "reference=false") boolean squaredDistance,
            @Option(
                            value = "Number of epochs that train the personal model",
                            min = 0,
                            unit = "epochs",
                            defaultValue = "5")
                    int personalEpochs) {}

    /** State entry with v_i. */
    private static final String PERSONAL = "personal";

    private final Options options;
    private final PluginContext context;

    public Ditto(Options options, PluginContext context) {
        super(options.averaging());
        this.options = options;
        this.context = context;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        ProximalStrengthCheck.warn(context, federation, "lambda", options.squaredDistance() ? options.lambda() : 0);
        return super.initialize(federation);
    }

    @Override
    public ClientUpdate train(ClientContext client, Network network) {
        ClientUpdate update = super.train(client, network);
        BlockSet trainable = client.layout().trainable();
        ParameterSet velocity = network.readVelocity(trainable);
        network.resetVelocity(trainable);
        TrainingReport personal = trainPersonal(client, network);
        network.loadVelocity(velocity);
        Payload state =
                update.state().with(PERSONAL, network.read(client.layout().all()));
        return new ClientUpdate(update.upload(), state, update.report().then(personal));
    }

    private TrainingReport trainPersonal(ClientContext client, Network network) {
        network.load(personal(client));
        Objective objective = objective(client);
        if (options.lambda() > 0) {
            objective = objective.with(proximalTerm(client.parameters().select(objective.trainable())));
        }
        return client.train(network, objective, options.personalEpochs(), ClientContext.BATCHES);
    }

    /** Returns the proximal term towards an anchor. */
    ProximalPenalty proximalTerm(ParameterSet anchor) {
        return new ProximalPenalty(options.lambda(), anchor, options.squaredDistance());
    }

    /** Returns v_i after the most recent training of the client, initially the initial parameters. */
    private static ParameterSet personal(ClientContext client) {
        return client.state().has(PERSONAL)
                ? client.state().parameters(PERSONAL)
                : client.federation().initial(client.id());
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        network.load(personal(client));
    }
}
