package org.exeunt.testkit.broken;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.LocalTraining;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.objective.AuxiliaryHead;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.LossTerm;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.testkit.contract.EngineContract;
import org.exeunt.testkit.engine.ToyEngine;
import org.exeunt.testkit.engine.ToyNetworkOptions;

/** A toy engine with some methods overridden. */
abstract class BrokenEngine extends EngineContract<ToyNetworkOptions> {
    private final UnaryOperator<Network> broken;

    BrokenEngine(UnaryOperator<Network> broken) {
        this.broken = broken;
    }

    @Override
    protected Engine<ToyNetworkOptions> engine() {
        return (network, input, classes) -> broken(new ToyEngine().design(network, input, classes));
    }

    NetworkDesign broken(NetworkDesign sound) {
        return new BrokenDesign(sound, broken);
    }

    @Override
    protected ToyNetworkOptions network() {
        return ToyNetworkOptions.of(6, 5, 4).withBuffers();
    }

    static class BrokenDesign implements NetworkDesign {
        private final NetworkDesign sound;
        private final UnaryOperator<Network> broken;

        BrokenDesign(NetworkDesign sound, UnaryOperator<Network> broken) {
            this.sound = sound;
            this.broken = broken;
        }

        @Override
        public NetworkSpec spec() {
            return sound.spec();
        }

        @Override
        public ParameterSet initialParameters(RandomGenerator random) {
            return sound.initialParameters(random);
        }

        @Override
        public Network open() {
            return broken.apply(sound.open());
        }
    }

    /** Trains with another objective than the given one. */
    static UnaryOperator<Network> following(UnaryOperator<Objective> other) {
        return network -> new ForwardingNetwork(network) {
            @Override
            public TrainingReport train(
                    Objective objective, Examples examples, LocalTraining training, RandomGenerator random) {
                return super.train(other.apply(objective), examples, training, random);
            }

            @Override
            public ParameterSet gradient(Objective objective, Examples examples, RandomGenerator random) {
                return super.gradient(other.apply(objective), examples, random);
            }
        };
    }

    /** Passes another forward pass to loss terms. */
    static UnaryOperator<Network> showing(BiFunction<ForwardPass, Objective, AlteredPass> altered) {
        return following(objective -> withLoss(objective, pass -> {
            AlteredPass shown = altered.apply(pass, objective);
            double value = sumOf(objective.losses(), shown);
            shown.beforeTheStep();
            return value;
        }));
    }

    static double sumOf(List<LossTerm> losses, ForwardPass pass) {
        return losses.stream().mapToDouble(loss -> loss.addTo(pass)).sum();
    }

    static Objective withLoss(Objective objective, LossTerm loss) {
        return new Objective(
                objective.exits(),
                objective.trainable(),
                List.of(loss),
                objective.penalties(),
                objective.auxiliaryHeads());
    }

    static Objective withCompanions(Objective objective, List<AuxiliaryHead> auxiliaryHeads) {
        return new Objective(
                objective.exits(), objective.trainable(), objective.losses(), objective.penalties(), auxiliaryHeads);
    }

    static TrainingReport withLoss(TrainingReport report, double loss) {
        return report.withLoss(loss);
    }

    static TrainingReport withHeads(TrainingReport report, Map<String, ParameterSet> heads) {
        return report.withHeads(heads);
    }
}
