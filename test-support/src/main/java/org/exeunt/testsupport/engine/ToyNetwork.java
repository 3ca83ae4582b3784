package org.exeunt.testsupport.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.LocalTraining.Optimizer;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.AuxiliaryHead;
import org.exeunt.api.objective.AuxiliaryNetwork;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.FrozenNetwork;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.objective.TrainableAuxiliaryHead;
import org.exeunt.api.objective.TrainableModule;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomOrder;

/** Parameters and velocities of a toy network. */
final class ToyNetwork implements Network {
    private static final int INFERENCE_BATCH = 64;

    private final ToyDesign design;
    private final ParameterLayout layout;
    private final float[] parameters;
    private final float[] velocity;

    ToyNetwork(ToyDesign design) {
        this.design = design;
        this.layout = design.spec().layout();
        this.parameters = new float[layout.size()];
        this.velocity = new float[layout.size()];
        Arrays.fill(parameters, Float.NaN);
        Arrays.fill(velocity, Float.NaN);
    }

    /** What the optimiser remembers, in flat vectors: the velocity of SGD, or both moments of Adam. */
    record Moments(float[] first, float[] second) {
        static Moments zeros(int size) {
            return new Moments(new float[size], new float[size]);
        }

        /** Runs one step with coupled weight decay, on flat vectors. */
        void descend(float[] w, float[] gradient, BlockSet trainable, LocalTraining training, long number) {
            double rate = training.learningRate();
            double b1 = training.momentum();
            double b2 = LocalTraining.SECOND_MOMENT_DECAY;
            for (BlockSet.Range range : trainable.ranges()) {
                for (int i = range.from(); i < range.to(); i++) {
                    double d = gradient[i] + training.weightDecay() * w[i];
                    if (training.optimizer() == Optimizer.SGD) {
                        first[i] = (float) (b1 * first[i] + d);
                        w[i] = (float) (w[i] - rate * first[i]);
                    } else {
                        first[i] = (float) (b1 * first[i] + (1 - b1) * d);
                        second[i] = (float) (b2 * second[i] + (1 - b2) * d * d);
                        double root = Math.sqrt(second[i] / (1 - Math.pow(b2, number)));
                        w[i] -= (float) (rate * first[i] / (1 - Math.pow(b1, number)) / (root + LocalTraining.EPSILON));
                    }
                }
            }
        }
    }

    /** An auxiliary head during one training, with parameters and moments in flat vectors of the whole layout. */
    record Head(AuxiliaryHead head, BlockSet blocks, float[] parameters, Moments moments) {
        boolean trainable() {
            return head instanceof TrainableAuxiliaryHead;
        }
    }

    /** A module during one training. */
    record Module(TrainableModule module, float[] parameters, Moments moments) {
        BlockSet blocks() {
            return module.parameters().blocks();
        }

        ParameterSet values() {
            return ParameterSet.fromFlat(blocks(), parameters);
        }
    }

    /** A network during one training: the main one, a frozen one or one that is trained together with it. */
    record Running(
            String name,
            Objective objective,
            boolean frozen,
            List<Head> heads,
            List<Module> modules,
            float[] parameters,
            Moments moments) {
        int depth() {
            return IntStream.concat(
                            IntStream.of(objective.exits().deepest()),
                            heads.stream().mapToInt(each -> each.head().exit().number()))
                    .max()
                    .orElseThrow();
        }
    }

    @Override
    public NetworkSpec spec() {
        return design.spec();
    }

    @Override
    public void load(ParameterSet values) {
        requireOwn(values.blocks());
        values.copyToFlat(parameters);
    }

    @Override
    public ParameterSet read(BlockSet blocks) {
        return ParameterSet.fromFlat(requireOwn(blocks), parameters);
    }

    @Override
    public void loadVelocity(ParameterSet values) {
        requireOwn(values.blocks());
        values.copyToFlat(velocity);
    }

    @Override
    public ParameterSet readVelocity(BlockSet blocks) {
        return ParameterSet.fromFlat(requireOwn(blocks), velocity);
    }

    private BlockSet requireOwn(BlockSet blocks) {
        if (!blocks.layout().equals(layout)) {
            throw new IllegalArgumentException(
                    "blocks %s belong to another network than %s".formatted(blocks, layout.all()));
        }
        return blocks;
    }

    private List<Head> heads(Objective objective) {
        List<Head> heads = new ArrayList<>();
        for (AuxiliaryHead head : objective.auxiliaryHeads()) {
            BlockSet expected = layout.head(head.exit());
            if (expected.isEmpty() || !head.parameters().blocks().equals(expected)) {
                throw new IllegalArgumentException("auxiliary head '%s' of exit %s has parameters for %s; expected %s"
                        .formatted(head.name(), head.exit(), head.parameters().blocks(), expected));
            }
            float[] flat = new float[layout.size()];
            head.parameters().copyToFlat(flat);
            heads.add(new Head(head, expected, flat, Moments.zeros(flat.length)));
        }
        return heads;
    }

    private List<Running> networks(Objective objective, Optimizer optimizer) {
        List<Running> networks = new ArrayList<>();
        Moments zeros = Moments.zeros(layout.size());
        Moments own = optimizer == Optimizer.SGD ? new Moments(velocity, zeros.second()) : zeros;
        List<Module> modules = objective.modules().stream()
                .map(each -> new Module(
                        each,
                        each.parameters().values(),
                        Moments.zeros(each.parameters().size())))
                .toList();
        networks.add(new Running(ForwardPass.MAIN, objective, false, heads(objective), modules, parameters, own));
        for (AuxiliaryNetwork each : objective.networks()) {
            requireOwn(each.parameters().blocks());
            float[] flat = new float[layout.size()];
            each.parameters().copyToFlat(flat);
            boolean frozen = each instanceof FrozenNetwork;
            networks.add(new Running(
                    each.name(), each.objective(), frozen, List.of(), List.of(), flat, Moments.zeros(flat.length)));
        }
        return networks;
    }

    @Override
    public TrainingReport train(
            Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
        requireOwn(objective.trainable());
        List<Running> networks = networks(objective, training.optimizer());
        int trained = objective.objectives().size();
        int[] order = IntStream.range(0, examples.size()).toArray();
        long steps = 0;
        double loss = 0;
        for (int epoch = 0; epoch < training.epochs() && order.length > 0; epoch++) {
            RandomOrder.shuffle(order, random);
            double sum = 0;
            for (int from = 0; from < order.length; from += training.batchSize()) {
                int[] batch = Arrays.copyOfRange(order, from, Math.min(order.length, from + training.batchSize()));
                steps++;
                double value = step(
                        networks,
                        ToyPass.Batch.of(examples, batch, spec().input().size()),
                        training,
                        steps);
                if (!Double.isFinite(value)) {
                    double epochs = epoch + (from + batch.length) / (double) order.length;
                    return report(trained * epochs, steps, value, networks);
                }
                sum += batch.length * value;
            }
            loss = sum / order.length;
        }
        return report(trained * training.epochs(), steps, loss, networks);
    }

    private TrainingReport report(double epochs, long steps, double loss, List<Running> networks) {
        Map<String, ParameterSet> trained = new HashMap<>();
        for (Head each : networks.get(0).heads()) {
            if (each.trainable()) {
                trained.put(each.head().name(), ParameterSet.fromFlat(each.blocks(), each.parameters()));
            }
        }
        networks.get(0).modules().forEach(each -> trained.put(each.module().name(), each.values()));
        for (Running each : networks.subList(1, networks.size())) {
            if (!each.frozen()) {
                trained.put(each.name(), ParameterSet.fromFlat(layout.all(), each.parameters()));
            }
        }
        return TrainingReport.of(epochs, steps, loss).withTrained(trained);
    }

    /** Runs one step and returns the value of all objectives; if it is not finite, nothing was changed. */
    private double step(List<Running> networks, ToyPass.Batch batch, LocalTraining training, long number) {
        Map<String, ToyPass> passes = new LinkedHashMap<>();
        for (Running each : networks) {
            passes.put(
                    each.name(),
                    new ToyPass(
                            design,
                            each.parameters(),
                            batch,
                            passes,
                            each.objective().exits(),
                            each.depth(),
                            each.heads(),
                            each.modules(),
                            !each.frozen()));
        }
        double value = 0;
        for (Running each : networks) {
            for (LossTerm loss : each.objective().losses()) {
                value += loss.addTo(passes.get(each.name()));
            }
        }
        List<float[]> gradients = new ArrayList<>();
        for (Running each : networks) {
            float[] gradient = passes.get(each.name()).backward(each.parameters());
            for (ParameterTerm penalty : each.objective().penalties()) {
                value += penalty.addTo(each.parameters(), gradient);
            }
            gradients.add(gradient);
        }
        if (Double.isFinite(value)) {
            for (int i = 0; i < networks.size(); i++) {
                Running each = networks.get(i);
                update(each, passes.get(each.name()), gradients.get(i), training, number);
            }
        }
        return value;
    }

    private void update(Running network, ToyPass pass, float[] gradient, LocalTraining training, long number) {
        BlockSet trainable = network.objective().trainable();
        network.moments().descend(network.parameters(), gradient, trainable, training, number);
        network.heads().stream().filter(Head::trainable).forEach(each -> each.moments()
                .descend(each.parameters(), pass.gradientOf(each), each.blocks(), training, number));
        network.modules().forEach(each -> each.moments()
                .descend(each.parameters(), pass.gradientOf(each), each.blocks(), training, number));
        for (int k = 0; k < network.depth(); k++) {
            if (trainsStage(trainable, k + 1)) {
                design.updateMean(k, network.parameters(), pass.input(k), pass.size());
            }
        }
    }

    private static boolean trainsStage(BlockSet trainable, int depth) {
        return trainable.blocks().stream()
                .anyMatch(block -> block.role() == BlockRole.BACKBONE && block.depth() == depth);
    }

    @Override
    public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
        for (int from = 0; from < examples.size(); from += INFERENCE_BATCH) {
            int[] batch = IntStream.range(from, Math.min(examples.size(), from + INFERENCE_BATCH))
                    .toArray();
            visitor.accept(pass(ToyPass.Batch.of(examples, batch, spec().input().size())));
        }
    }

    private ToyPass pass(ToyPass.Batch batch) {
        return new ToyPass(
                design, parameters, batch, Map.of(), spec().allExits(), spec().exits(), List.of(), List.of(), false);
    }

    @Override
    public List<ExitDecision> infer(Examples examples, ExitRule rule, PersonalRule personal) {
        List<ExitDecision> decisions = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            decisions.add(inferOne(examples.select(new int[] {i}), rule, personal));
        }
        return decisions;
    }

    /** Evaluates an example stage by stage until the rule lets it leave. */
    private ExitDecision inferOne(Examples one, ExitRule rule, PersonalRule personal) {
        int classes = spec().classes();
        double[][] probabilities = new double[spec().exits()][classes];
        double[] values = ToyPass.read(one, spec().input().size());
        PersonalRule.Reached outputs = PersonalRule.Reached.none();
        for (int k = 0; ; k++) {
            values = design.forward(k, parameters, design.centred(k, parameters, values), 1);
            outputs = outputs.next(design.heads().get(k).forward(parameters, values, 1), values);
            Softmax.row(personal.logits(outputs), 0, classes, 1, probabilities[k]);
            ExitInput reached = new ExitInput(Arrays.copyOf(probabilities, k + 1));
            if (k == probabilities.length - 1 || rule.shouldExit(reached)) {
                return ExitDecision.of(rule, reached);
            }
        }
    }

    @Override
    public void close() {
        // all memory is on the heap
    }
}
