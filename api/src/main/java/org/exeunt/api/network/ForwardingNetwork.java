package org.exeunt.api.network;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/** A network that forwards every call to another network. Subclasses override the methods they change. */
public abstract class ForwardingNetwork implements Network {
    private final Network network;

    /** Creates a network that forwards to {@code network}. */
    protected ForwardingNetwork(Network network) {
        this.network = network;
    }

    @Override
    public NetworkSpec spec() {
        return network.spec();
    }

    @Override
    public void load(ParameterSet parameters) {
        network.load(parameters);
    }

    @Override
    public ParameterSet read(BlockSet blocks) {
        return network.read(blocks);
    }

    @Override
    public void loadVelocity(ParameterSet velocity) {
        network.loadVelocity(velocity);
    }

    @Override
    public ParameterSet readVelocity(BlockSet blocks) {
        return network.readVelocity(blocks);
    }

    @Override
    public void resetVelocity(BlockSet blocks) {
        network.resetVelocity(blocks);
    }

    @Override
    public TrainingReport train(
            Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
        return network.train(objective, examples, training, random);
    }

    @Override
    public ParameterSet gradient(Objective objective, Examples examples, RandomGenerator random) {
        return network.gradient(objective, examples, random);
    }

    @Override
    public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
        network.forward(examples, visitor);
    }

    @Override
    public List<ExitDecision> infer(Examples examples, ExitRule rule, PersonalRule personal) {
        return network.infer(examples, rule, personal);
    }

    @Override
    public void close() {
        network.close();
    }
}
