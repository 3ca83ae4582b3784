package org.exeunt.testkit.broken;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.WidthSlicing;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.testkit.engine.ForwardingNetwork;

/** Engines that are wrong about what their networks hold. */
final class BrokenNetworks {
    private BrokenNetworks() {}

    @Breaks("E1")
    static class DrawsFromAStreamOfItsOwn extends BrokenEngine {
        DrawsFromAStreamOfItsOwn() {
            super(UnaryOperator.identity());
        }

        @Override
        NetworkDesign broken(NetworkDesign sound) {
            return new BrokenDesign(sound, UnaryOperator.identity()) {
                @Override
                public ParameterSet initialParameters(RandomGenerator random) {
                    return super.initialParameters(new RandomStreams(5).stream("own"));
                }
            };
        }
    }

    @Breaks("E2")
    static class ForgetsWhatIsNotLoaded extends BrokenEngine {
        ForgetsWhatIsNotLoaded() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public void load(ParameterSet parameters) {
                    super.load(ParameterSet.zeros(facts().layout().all()).with(parameters));
                }
            });
        }
    }

    @Breaks("E15")
    static class KeepsTheVelocityOfAGradient extends BrokenEngine {
        KeepsTheVelocityOfAGradient() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public ParameterSet gradient(Objective objective, Examples examples, RandomGenerator random) {
                    ParameterSet gradient = super.gradient(objective, examples, random);
                    loadVelocity(gradient);
                    return gradient;
                }
            });
        }
    }

    @Breaks("E14")
    static class NarrowsOutputsAlone extends BrokenEngine {
        NarrowsOutputsAlone() {
            super(UnaryOperator.identity());
        }

        @Override
        NetworkDesign broken(NetworkDesign sound) {
            return new BrokenDesign(sound, UnaryOperator.identity()) {
                @Override
                public NetworkSpec facts() {
                    NetworkSpec facts = super.facts();
                    Map<String, Set<Integer>> outputs = new TreeMap<>();
                    for (Block block : facts.layout().backbone().blocks()) {
                        outputs.put(block.name(), Set.of(0));
                    }
                    return new NetworkSpec(
                            facts.layout(),
                            facts.input(),
                            facts.classes(),
                            facts.stageMacs(),
                            facts.headMacs(),
                            Optional.of(new WidthSlicing(outputs)),
                            facts.allMacsKnown());
                }
            };
        }
    }
}
