package org.exeunt.testkit.broken;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Examples;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.Modality;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.WidthSlicing;
import org.exeunt.api.objective.Objective;
import org.exeunt.api.params.Block;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.random.RandomStreams;

/** Engines with networks of wrong parameters. */
final class BrokenNetworks {
    private BrokenNetworks() {}

    @Breaks("E1")
    static class UsesItsOwnRandomStream extends BrokenEngine {
        UsesItsOwnRandomStream() {
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

    /** One failure with its cause; every other check is aborted. */
    @Breaks("E1")
    static class CannotBeDesigned extends BrokenEngine {
        CannotBeDesigned() {
            super(UnaryOperator.identity());
        }

        @Override
        NetworkDesign broken(NetworkDesign sound) {
            throw new IllegalArgumentException("the head does not fit the stage");
        }
    }

    @Breaks("E1")
    static class CannotBeOpened extends BrokenEngine {
        CannotBeOpened() {
            super(network -> {
                throw new IllegalStateException("a layer has no inputs");
            });
        }
    }

    @Breaks("E2")
    static class ClearsBlocksNotLoaded extends BrokenEngine {
        ClearsBlocksNotLoaded() {
            super(network -> new ForwardingNetwork(network) {
                @Override
                public void load(ParameterSet parameters) {
                    super.load(ParameterSet.zeros(spec().layout().all()).with(parameters));
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

    @Breaks("E16")
    static class DeclaresSharedBlocks extends BrokenEngine {
        DeclaresSharedBlocks() {
            super(UnaryOperator.identity());
        }

        @Override
        NetworkDesign broken(NetworkDesign sound) {
            return new BrokenDesign(sound, UnaryOperator.identity()) {
                @Override
                public List<Modality> modalities() {
                    return List.of(
                            new Modality("first", List.of(0), spec().layout().backbone()));
                }
            };
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
                public NetworkSpec spec() {
                    NetworkSpec facts = super.spec();
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
                            facts.activations(),
                            facts.allMacsKnown());
                }
            };
        }
    }
}
