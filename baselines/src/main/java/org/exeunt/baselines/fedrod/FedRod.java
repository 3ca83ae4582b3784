package org.exeunt.baselines.fedrod;

import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.CrossEntropy;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterMath;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.Sharing;
import org.exeunt.strategies.discriminant.Gaussians;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Trains two heads at every exit: a generic shared one with the balanced softmax, and a personal one with logits that
 * are added to those of the generic head.
 *
 * <p>Shared: backbone and generic heads.
 *
 * <p>Personal: a second head psi_k at every exit, and running statistics.
 *
 * <p>Sent: as in {@link FedAvg}; psi is never sent.
 *
 * <p>Method: the generic branch trains backbone and generic heads on {@code g sum_k omega_k BS(z_k, y; c_i)} with the
 * client's class counts c_i and the generic scale g = 1. The personal branch trains only psi, initially zero, on
 * {@code sum_k omega_k CE(stopgrad(z_k) + psi_k(stopgrad(a_k)), y)}. Exit k of the personal model computes
 * {@code z_k + psi_k}: its head has the sum of the parameters of both heads, which requires heads of one dense layer;
 * other heads are rejected before the first round. The velocity of psi is reset every round.
 *
 * <p>Source: Chen, Chao, On Bridging Generic and Personalized Federated Learning for Image Classification, ICLR 2022,
 * arXiv 2107.00778. Deviations: every exit has both heads; g and the joint gradient are options; psi starts at zero, or
 * optionally at the client's class frequencies; class counts include all training examples of the client; the variant
 * with a hypernetwork is not implemented. Details are in the README.
 */
public final class FedRod extends Sharing {
    /** The predictor that is evaluated. */
    public enum Evaluate {
        /** {@code z_k + psi_k}. */
        PERSONAL,
        /** {@code z_k}. */
        GENERIC,
        /** {@code psi_k}, with the client's own backbone of its last training instead of the shared one. */
        CORRECTION
    }

    /**
     * Options of FedRoD.
     *
     * @param preset defaults of the other options; in the reference, psi also starts at the client's initial heads
     * @param averaging provides omega_k of both branches, and p_i
     * @param genericScale g, the weight of the generic branch relative to the personal one
     * @param jointGradient factor of the gradient of the personal branch at z_k, which trains generic heads and
     *     backbone; 0 as in the paper
     * @param startAtPriors whether the biases of psi start at the logarithms of the client's class frequencies
     * @param personalEpochs epochs that train psi after the generic branch; 0 trains both branches together
     * @param personalLearningRate learning rate of these epochs in every round; 0 for that of the round
     * @param evaluate predictor that is evaluated
     */
    public record Options(
            @Option(value = Preset.HELP, defaultValue = "paper") Preset preset,
            @Option(value = "Loss and weights of FedAvg", inPlace = true) Sharing.Options averaging,
            @Option(value = "Weight of the generic branch relative to the personal one", above = 0, defaultValue = "1")
                    double genericScale,
            @Option(
                            value =
                                    "Factor of the personal branch's gradient at the generic logits, which trains"
                                            + " generic heads and backbone, unless personal-epochs is above 0; 0 as in the paper",
                            min = 0,
                            defaultValue = "0")
                    double jointGradient,
            @Option(
                            value = "Biases of the personal heads start at the logarithms of the client's class"
                                    + " frequencies, not at zero; it has no effect with the preset reference",
                            defaultValue = "false")
                    boolean startAtPriors,
            @Option(
                            value = "Number of epochs that train the personal heads after the generic branch; 0 trains"
                                    + " both together",
                            min = 0,
                            unit = "epochs",
                            defaultValue = "0",
                            presets = "reference=5")
                    int personalEpochs,
            @Option(
                            value = "Learning rate of these epochs in every round; 0 for that of the round",
                            min = 0,
                            defaultValue = "0",
                            presets = "reference=0.1")
                    double personalLearningRate,
            @Option(
                            value = "Which predictor is evaluated; correction is only the personal head, with the"
                                    + " client's own backbone",
                            defaultValue = "personal",
                            presets = "reference=correction")
                    Evaluate evaluate) {}

    /** State entry with psi, and prefix of the names of its heads in an objective. */
    private static final String PERSONAL = "personal-heads";

    /** State entry with the client's own backbone, if it is evaluated. */
    private static final String BACKBONE = "own-backbone";

    /** Of a class of which a client has no example. */
    private static final double PSEUDO_COUNT = 1e-3;

    private final Options options;

    public FedRod(Options options) {
        super(options.averaging());
        this.options = options;
    }

    @Override
    public Server initialize(FederationSpec federation) {
        federation.network().allExits().forEach(exit -> requireLinear(federation, exit));
        return super.initialize(federation);
    }

    /** The logits of a head with summed parameters are the sum of those of both heads if it has one dense layer. */
    private static void requireLinear(FederationSpec federation, Exit exit) {
        int classes = federation.network().classes();
        List<Block> head = federation.layout().head(exit).blocks();
        List<List<Integer>> shapes = head.stream().map(Block::shape).toList();
        long matrices = shapes.stream()
                .filter(shape -> shape.size() == 2 && shape.contains(classes))
                .count();
        long biases = shapes.stream().filter(List.of(classes)::equals).count();
        if (matrices != 1 || biases > 1 || matrices + biases != shapes.size()) {
            throw new IllegalArgumentException(
                    ("The head of exit %s has blocks %s; expected one dense layer to %d classes, with or without a bias,"
                                    + " because the parameters of the personal head are added to those of the shared"
                                    + " head. Use the head 'linear'.")
                            .formatted(
                                    exit,
                                    head.stream()
                                            .map(block -> block.name() + block.shape())
                                            .toList(),
                                    classes));
        }
    }

    @Override
    protected Objective objective(ClientContext client) {
        Objective objective = options.averaging().loss().balanced(client, options.genericScale());
        return options.personalEpochs() > 0 ? objective : withPersonal(objective, client);
    }

    /** Returns an objective with the personal branch added. */
    private Objective withPersonal(Objective generic, ClientContext client) {
        double[] omega = options.averaging().loss().weights(client.federation());
        ParameterSet psi = personalHeads(client);
        Objective objective = generic;
        for (Exit exit : generic.exits()) {
            String name = PERSONAL + "-" + exit;
            objective = objective
                    .with(new TrainableAuxiliaryHead(
                            name, exit, psi.select(client.layout().head(exit))))
                    .with(new PersonalCorrection(
                            exit, name, new CrossEntropy(exit, omega[exit.index()]), options.jointGradient()));
        }
        return objective;
    }

    @Override
    protected TrainingReport train(ClientContext client, Network network, Objective objective) {
        TrainingReport generic = super.train(client, network, objective);
        if (options.personalEpochs() == 0) {
            return generic;
        }
        LocalTraining phase = client.training().withEpochs(options.personalEpochs());
        if (options.personalLearningRate() > 0) {
            phase = phase.withLearningRate(options.personalLearningRate());
        }
        Objective personal =
                withPersonal(Objective.over(objective.exits(), client.layout().none()), client);
        return generic.then(client.train(network, personal, phase, PERSONAL));
    }

    @Override
    protected Payload state(ClientContext client, Network network, TrainingReport report) {
        ParameterSet psi = personalHeads(client);
        for (ParameterSet head : report.trained().values()) {
            psi = psi.with(head);
        }
        Payload state = super.state(client, network, report).with(PERSONAL, psi);
        return options.evaluate() == Evaluate.CORRECTION
                ? state.with(
                        BACKBONE,
                        ownBackbone(client)
                                .with(network.read(
                                        client.layout().stages(client.exits().deepest()))))
                : state;
    }

    /** Returns the backbone of the client's most recent training, of each stage. */
    private static ParameterSet ownBackbone(ClientContext client) {
        return client.state().has(BACKBONE)
                ? client.state().parameters(BACKBONE)
                : client.federation()
                        .initial(client.id())
                        .select(client.layout().backbone());
    }

    /** Returns psi of all exits after the client's most recent training; initially zero, or random in the reference. */
    private ParameterSet personalHeads(ClientContext client) {
        if (client.state().has(PERSONAL)) {
            return client.state().parameters(PERSONAL);
        }
        BlockSet heads = client.layout().heads();
        if (options.preset() == Preset.REFERENCE) {
            return client.federation().initial(client.id()).select(heads);
        }
        return options.startAtPriors() ? priors(client, heads) : ParameterSet.zeros(heads);
    }

    /** Returns heads whose logits are the logarithms of the client's class frequencies, for every input. */
    private static ParameterSet priors(ClientContext client, BlockSet heads) {
        int[] counts =
                client.examples().classCounts(client.federation().network().classes());
        double[] priors = Gaussians.logPriors(counts, PSEUDO_COUNT);
        float[] psi = new float[heads.size()];
        int from = 0;
        for (Block block : heads.blocks()) {
            for (int c = 0; c < priors.length && block.shape().equals(List.of(priors.length)); c++) {
                psi[from + c] = (float) priors[c];
            }
            from += block.size();
        }
        return ParameterSet.of(heads, psi);
    }

    @Override
    public void personalise(ClientContext client, Network network) {
        super.personalise(client, network);
        if (options.evaluate() == Evaluate.PERSONAL) {
            ParameterSet generic = network.read(client.layout().heads());
            network.load(ParameterMath.add(generic, personalHeads(client)));
        } else if (options.evaluate() == Evaluate.CORRECTION) {
            network.load(ownBackbone(client));
            client.state().parameters().ifPresent(network::load); // statistics of the own backbone, not averaged ones
            network.load(personalHeads(client));
        }
    }
}
