package org.exeunt.benchmarks;

import java.util.concurrent.TimeUnit;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.exeunt.api.params.ParameterSet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Time to load all parameters of a client into a network and to read them: 302,622 values for ConvNet, 11.4 million for
 * ResNet-18.
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TransferBenchmark extends Kernel {
    /** Name of the network, as in {@code peers}. */
    @Param({"convnet", "resnet18"})
    public String network;

    private Network opened;
    private ParameterSet parameters;

    /** Opens the network. */
    @Setup
    public void open() {
        NetworkDesign design = Subject.of(network, new int[] {}).design();
        parameters = design.initialParameters(Streams.ROOT.stream("init"));
        opened = design.open();
    }

    /** Closes the network. */
    @TearDown
    public void close() {
        opened.close();
    }

    /** Loads parameters. */
    @Benchmark
    public void load() {
        opened.load(parameters);
    }

    /** Reads parameters. */
    @Benchmark
    public ParameterSet read() {
        return opened.read(parameters.blocks());
    }
}
