package org.exeunt.testkit.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.objective.ParameterTerm;
import org.exeunt.api.objective.Softmax;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomOrder;

/** Parameters and velocities of a toy network. */
final class ToyNetwork implements Network {
    private static final int INFERENCE_BATCH = 64;

    private final ToyDesign design;
    private final float[] parameters;
    private final float[] velocity;

    ToyNetwork(ToyDesign design) {
        this.design = design;
        this.parameters = new float[layout().size()];
        this.velocity = new float[layout().size()];
    }

    private ParameterLayout layout() {
        return design.spec().layout();
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
        if (!blocks.layout().equals(layout())) {
            throw new IllegalArgumentException(
                    "blocks %s belong to another network than %s".formatted(blocks, layout().all()));
        }
        return blocks;
    }

    @Override
    public TrainingReport train(
            Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
        requireOwn(objective.trainable());
        ToyAuxiliaryHeads auxiliaryHeads = new ToyAuxiliaryHeads(layout(), objective.auxiliaryHeads());
        int[] order = IntStream.range(0, examples.size()).toArray();
        long steps = 0;
        double loss = 0;
        for (int epoch = 0; epoch < training.epochs() && order.length > 0; epoch++) {
            RandomOrder.shuffle(order, random);
            double sum = 0;
            for (int from = 0; from < order.length; from += training.batchSize()) {
                int[] batch = Arrays.copyOfRange(order, from, Math.min(order.length, from + training.batchSize()));
                double value = step(objective, auxiliaryHeads, examples, batch, training);
                steps++;
                if (!Double.isFinite(value)) {
                    double epochs = epoch + (from + batch.length) / (double) order.length;
                    return TrainingReport.of(epochs, steps, value).withHeads(auxiliaryHeads.trainedValues());
                }
                sum += batch.length * value;
            }
            loss = sum / order.length;
        }
        return TrainingReport.of(training.epochs(), steps, loss).withHeads(auxiliaryHeads.trainedValues());
    }

    /** Runs one step and returns the value of the objective; if it is not finite, nothing was changed. */
    private double step(
            Objective objective,
            ToyAuxiliaryHeads auxiliaryHeads,
            Examples examples,
            int[] batch,
            LocalTraining training) {
        int depth = Math.max(objective.exits().deepest(), auxiliaryHeads.deepest());
        ToyPass pass = new ToyPass(design, parameters, examples, batch, objective.exits(), depth, auxiliaryHeads, true);
        double value = 0;
        for (LossTerm loss : objective.losses()) {
            value += loss.addTo(pass);
        }
        float[] gradient = pass.backward(parameters);
        for (ParameterTerm penalty : objective.penalties()) {
            value += penalty.addTo(parameters, gradient);
        }
        if (Double.isFinite(value)) {
            HeavyBall.descend(parameters, gradient, velocity, objective.trainable(), training);
            auxiliaryHeads.descend(pass, training);
            updateMeans(objective.trainable(), pass);
        }
        return value;
    }

    private void updateMeans(BlockSet trainable, ToyPass pass) {
        for (int k = 0; k < pass.depth(); k++) {
            if (trainsStage(trainable, k + 1)) {
                design.stage(k).updateMean(parameters, pass.input(k), pass.size());
            }
        }
    }

    private static boolean trainsStage(BlockSet trainable, int depth) {
        return trainable.blocks().stream()
                .anyMatch(block -> block.role() == BlockRole.BACKBONE && block.depth() == depth);
    }

    @Override
    public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
        ToyAuxiliaryHeads none = new ToyAuxiliaryHeads(layout(), List.of());
        int exits = spec().exits();
        for (int from = 0; from < examples.size(); from += INFERENCE_BATCH) {
            int[] batch = IntStream.range(from, Math.min(examples.size(), from + INFERENCE_BATCH))
                    .toArray();
            visitor.accept(new ToyPass(design, parameters, examples, batch, spec().allExits(), exits, none, false));
        }
    }

    @Override
    public List<ExitDecision> infer(Examples examples, ExitRule rule) {
        List<ExitDecision> decisions = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            decisions.add(infer(examples, i, rule));
        }
        return decisions;
    }

    /** Evaluates an example stage by stage until the rule lets it leave. */
    private ExitDecision infer(Examples examples, int index, ExitRule rule) {
        int classes = spec().classes();
        int exits = spec().exits();
        double[][] probabilities = new double[exits][classes];
        double[] values = input(examples, index);
        for (int k = 0; ; k++) {
            Stage stage = design.stage(k);
            values = stage.forward(parameters, stage.centred(parameters, values, 1), 1);
            double[] logits = new double[classes];
            design.head(k).forward(parameters, values, 1, logits);
            Softmax.row(logits, 0, classes, 1, probabilities[k]);
            ExitInput reached = new ExitInput(Arrays.copyOf(probabilities, k + 1));
            if (k == exits - 1 || rule.shouldExit(reached)) {
                return ExitDecision.of(rule, reached);
            }
        }
    }

    private double[] input(Examples examples, int index) {
        float[] one = new float[spec().input().size()];
        examples.copyTo(index, one, 0);
        return IntStream.range(0, one.length).mapToDouble(i -> one[i]).toArray();
    }

    @Override
    public void close() {
        // all memory is on the heap
    }
}
