package org.exeunt.testsupport;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomOrder;

/**
 * A network of {@link LinearEngine}. Parameters that were not loaded are NaN, to detect callers that do not load them.
 */
final class LinearNetwork implements Network {
    private final NetworkSpec facts;
    private final float[] weights;
    private final float[] velocity;
    private final Thread owner = Thread.currentThread();
    private final Consumer<String> closing;
    private boolean closed;

    LinearNetwork(NetworkSpec facts, Consumer<String> closing) {
        this.closing = closing;
        this.facts = facts;
        this.weights = new float[facts.layout().size()];
        this.velocity = new float[facts.layout().size()];
        Arrays.fill(weights, Float.NaN);
        Arrays.fill(velocity, Float.NaN);
    }

    private void requireUsable() {
        if (closed || Thread.currentThread() != owner) {
            throw new AssertionError(
                    "closed: " + closed + ", used by " + Thread.currentThread() + ", owned by " + owner);
        }
    }

    @Override
    public NetworkSpec spec() {
        return facts;
    }

    @Override
    public void load(ParameterSet parameters) {
        requireUsable();
        parameters.copyToFlat(weights);
    }

    @Override
    public ParameterSet read(BlockSet blocks) {
        requireUsable();
        return ParameterSet.fromFlat(blocks, weights);
    }

    @Override
    public void loadVelocity(ParameterSet values) {
        values.copyToFlat(velocity);
    }

    @Override
    public ParameterSet readVelocity(BlockSet blocks) {
        return ParameterSet.fromFlat(blocks, velocity);
    }

    @Override
    public TrainingReport train(
            Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
        requireUsable();
        if (!objective.penalties().isEmpty() || !objective.auxiliaryHeads().isEmpty()) {
            throw new UnsupportedOperationException("this test double supports loss terms only");
        }
        int[] order = new int[examples.size()];
        Arrays.setAll(order, i -> i);
        long steps = 0;
        double loss = 0;
        for (int epoch = 0; epoch < training.epochs(); epoch++) {
            RandomOrder.shuffle(order, random);
            loss = 0;
            for (int from = 0; from < order.length; from += training.batchSize()) {
                int[] batch = Arrays.copyOfRange(order, from, Math.min(order.length, from + training.batchSize()));
                loss += step(objective, examples.select(batch), training) * batch.length / order.length;
                steps++;
            }
        }
        return TrainingReport.of(training.epochs(), steps, loss);
    }

    private double step(Objective objective, Examples batch, LocalTraining training) {
        LinearPass pass = new LinearPass(facts, weights, batch);
        double loss = 0;
        for (LossTerm term : objective.losses()) {
            loss += term.addTo(pass);
        }
        double[] gradient = pass.parameterGradient();
        pass.updateRunningMean(weights);
        for (BlockSet.Range range : objective.trainable().ranges()) {
            for (int i = range.from(); i < range.to(); i++) {
                double direction = gradient[i] + training.weightDecay() * weights[i];
                velocity[i] = (float) (training.momentum() * velocity[i] + direction);
                weights[i] = (float) (weights[i] - training.learningRate() * velocity[i]);
            }
        }
        return loss;
    }

    @Override
    public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
        requireUsable();
        for (int from = 0; from < examples.size(); from += 3) {
            int[] batch = new int[Math.min(3, examples.size() - from)];
            int first = from;
            Arrays.setAll(batch, i -> first + i);
            visitor.accept(new LinearPass(facts, weights, examples.select(batch)));
        }
    }

    @Override
    public List<ExitDecision> infer(Examples examples, ExitRule rule) {
        throw new UnsupportedOperationException("rules are evaluated from the forward pass");
    }

    @Override
    public void close() {
        requireUsable();
        closed = true;
        closing.accept(Thread.currentThread().getName());
    }

    static Block headOf(NetworkSpec facts, Exit exit) {
        return facts.layout().head(exit).blocks().get(0);
    }
}
