package org.exeunt.testsupport.engine;

import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.exeunt.api.network.ForwardingNetwork;
import org.exeunt.api.network.Modality;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.ParameterSet;

/**
 * A design that forwards every call to another design. Subclasses override the methods they change; its networks have
 * the spec of the subclass.
 */
public class ForwardingDesign implements NetworkDesign {
    private final NetworkDesign design;

    /** Creates a design that forwards to {@code design}. */
    public ForwardingDesign(NetworkDesign design) {
        this.design = design;
    }

    @Override
    public NetworkSpec spec() {
        return design.spec();
    }

    @Override
    public List<Modality> modalities() {
        return design.modalities();
    }

    @Override
    public OptionalInt vocabulary() {
        return design.vocabulary();
    }

    @Override
    public ParameterSet initialParameters(RandomGenerator random) {
        return design.initialParameters(random);
    }

    @Override
    public Network open() {
        return new ForwardingNetwork(design.open()) {
            @Override
            public NetworkSpec spec() {
                return ForwardingDesign.this.spec();
            }
        };
    }
}
