package org.exeunt.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.exeunt.api.Exit;
import org.exeunt.api.data.Examples;
import org.exeunt.api.exit.ExitDecision;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Network;
import org.exeunt.api.network.NetworkDesign;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Time of inference for a batch of images with the ConvNet of the CIFAR-10 experiments when all of them leave at one
 * exit.
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class InferenceBenchmark extends Kernel {
    /** Batch size. */
    @Param({"1", "64"})
    public int batch;

    /** Number of the exit. */
    @Param({"1", "2", "3"})
    public int exit;

    private Network network;
    private Examples examples;
    private ExitRule rule;

    /** Opens the network. */
    @Setup
    public void open() {
        Subject subject = Subject.of("convnet", new int[] {});
        NetworkDesign design = subject.design();
        network = design.open();
        network.load(design.initialParameters(Streams.ROOT.stream("init")));
        examples = subject.examples(batch);
        rule = new LeaveAt(new Exit(exit));
    }

    /** Closes the network. */
    @TearDown
    public void close() {
        network.close();
    }

    /** Runs inference on the batch. */
    @Benchmark
    public List<ExitDecision> infer() {
        return network.infer(examples, rule);
    }
}
