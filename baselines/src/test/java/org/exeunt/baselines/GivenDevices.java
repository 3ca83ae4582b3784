package org.exeunt.baselines;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.exeunt.api.device.Device;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.SubNetwork;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.SubmodelSlice;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.strategies.EarlyExitLoss;
import org.exeunt.strategies.ExitWeights;
import org.exeunt.strategies.width.WidthOptions;
import org.exeunt.testkit.federation.Simulation;
import org.exeunt.testkit.federation.SyntheticFederation;
import org.exeunt.testsupport.engine.ForwardingDesign;
import org.exeunt.testsupport.engine.ToyEngine;
import org.exeunt.testsupport.engine.ToyNetworkOptions;

/** Clients whose devices hold fractions of the channels of a toy network, and the narrow network alone. */
public final class GivenDevices {
    /** A network of which {@link #NARROW} has half of the channels. */
    public static final ToyNetworkOptions WIDE = ToyNetworkOptions.of(6, 8, 10).withBuffers();

    /** Half of the channels of {@link #WIDE}. */
    public static final ToyNetworkOptions NARROW = ToyNetworkOptions.of(3, 4, 5).withBuffers();

    private static final SyntheticFederation FEDERATION = Given.FEDERATION;

    private GivenDevices() {}

    /** Returns options with levels of width, the mean of the losses, and uniform weights. */
    public static WidthOptions widths(Double... widths) {
        return widths(Given.LOSS, widths);
    }

    /** Returns options with levels of width and the loss of the final exit. */
    public static WidthOptions lastOnly(Double... widths) {
        return widths(new EarlyExitLoss(ExitWeights.LAST_ONLY), widths);
    }

    private static WidthOptions widths(EarlyExitLoss loss, Double... widths) {
        return new WidthOptions(List.of(widths), WidthOptions.Level.OWN, loss, AggregationWeights.UNIFORM);
    }

    /** Returns four clients without devices. */
    public static SyntheticFederation none() {
        return FEDERATION;
    }

    /** Returns four clients with devices that hold exactly a fraction of the channels of {@link #WIDE} each. */
    public static SyntheticFederation holding(int batchSize, Double... widths) {
        NetworkSpec network = design(WIDE).spec();
        List<Device> devices = Arrays.stream(widths)
                .map(width -> new SubNetwork(network.allExits(), width).trainingMemory(network, batchSize))
                .map(memory -> new Device("given", 1e6, 1e6, 1e6, memory))
                .toList();
        return FEDERATION.withDevices(devices);
    }

    /** Returns a simulation of {@link #NARROW} that begins with the leading channels of another simulation. */
    public static <S extends Record> Simulation<S> narrowed(Simulation<S> simulation, Simulation<?> wide) {
        NetworkDesign narrow = design(NARROW);
        float[] start = half(wide).take(wide.spec().initial());
        return simulation.withDesign(new ForwardingDesign(narrow) {
            @Override
            public ParameterSet initialParameters(RandomGenerator random) {
                return ParameterSet.of(spec().layout().all(), start);
            }
        });
    }

    /** Returns the leading half of the channels of a simulation's network, statistics included. */
    public static SubmodelSlice half(Simulation<?> simulation) {
        NetworkSpec network = simulation.spec().network();
        return network.narrowing().orElseThrow().slice(network.layout().all(), 0.5);
    }

    /** Returns a federation whose network cannot be narrowed. */
    public static FederationSpec withoutNarrowing(FederationSpec federation) {
        NetworkSpec network = federation.network();
        return FederationSpec.of(
                federation.rounds(),
                federation.clients(),
                new NetworkSpec(
                        network.layout(),
                        network.input(),
                        network.classes(),
                        network.stageMacs(),
                        network.headMacs(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        true),
                federation::initial);
    }

    private static NetworkDesign design(ToyNetworkOptions options) {
        return new ToyEngine()
                .design(
                        options,
                        FEDERATION.dataset().input(),
                        FEDERATION.dataset().classes());
    }
}
