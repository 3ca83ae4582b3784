package org.exeunt.baselines;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.Departure;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkFacts;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.BlockSet;
import org.exeunt.api.params.ParameterSet;

/** Networks whose heads do not move, whatever a strategy asks for: a learning rate of 0 for the heads. */
record HeadsFrozen(NetworkDesign design) implements NetworkDesign {
    @Override
    public NetworkFacts facts() {
        return design.facts();
    }

    @Override
    public ParameterSet initialParameters(RandomGenerator random) {
        return design.initialParameters(random);
    }

    @Override
    public Network open() {
        return new Frozen(design.open());
    }

    private record Frozen(Network network) implements Network {
        @Override
        public NetworkFacts facts() {
            return network.facts();
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
        public TrainingReport train(
                Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
            Objective backbone = objective.restrictedTo(facts().layout().backbone());
            return network.train(backbone, examples, training, random);
        }

        @Override
        public void forward(Examples examples, Consumer<? super ForwardPass> visitor) {
            network.forward(examples, visitor);
        }

        @Override
        public List<Departure> infer(Examples examples, ExitRule rule) {
            return network.infer(examples, rule);
        }

        @Override
        public void close() {
            network.close();
        }
    }
}
