package org.exeunt.testkit.asserting;

import static org.exeunt.testkit.asserting.Promise.require;

import java.util.List;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.Engine;
import org.exeunt.api.network.Modality;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.params.ParameterSet;

/**
 * An engine that checks the contract of another engine's networks at every call. Each training reads the network two
 * more times, so use it with small networks.
 *
 * @param engine the engine to check
 * @param <N> options of its networks
 */
public record AssertingEngine<N extends Record>(Engine<N> engine) implements Engine<N> {
    @Override
    public NetworkDesign design(N network, InputShape input, int classes) {
        NetworkDesign design = engine.design(network, input, classes);
        NetworkSpec facts = design.spec();
        require(
                facts.input().equals(input) && facts.classes() == classes,
                "E1",
                "a network for %s and %d classes has %s and %d",
                input,
                classes,
                facts.input(),
                facts.classes());
        return around(design);
    }

    @Override
    public String arithmetic() {
        return engine.arithmetic();
    }

    @Override
    public LinearAlgebra linearAlgebra() {
        return engine.linearAlgebra();
    }

    /** Returns a design that checks the contract of its networks. */
    public static NetworkDesign around(NetworkDesign design) {
        return new NetworkDesign() {
            @Override
            public NetworkSpec spec() {
                return design.spec();
            }

            @Override
            public List<Modality> modalities() {
                return design.modalities();
            }

            @Override
            public ParameterSet initialParameters(RandomGenerator random) {
                ParameterSet initial = design.initialParameters(random);
                require(
                        initial.blocks().equals(spec().layout().all())
                                && initial.firstNonFinite().isEmpty(),
                        "E1",
                        "initial values are missing or not finite: %s",
                        initial);
                return initial;
            }

            @Override
            public Network open() {
                return new AssertingNetwork(design.open());
            }
        };
    }
}
