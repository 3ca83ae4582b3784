package org.exeunt.datasets.partition;

import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.Citation;
import org.exeunt.api.plugin.Option;

/**
 * Every class spread over all clients.
 *
 * <p>Source: the "dir" split of PFLlib, "noniid" of pFedGraph. Their smallest numbers of examples are 40 and 10; the default of 4 is PFLlib's
 * {@code batch / (1 - train share)} at a batch of one. Deviation: draws are given up after 10,000.
 */
public record Dirichlet(Options options) implements PartitionScheme {
    /**
     * Options of {@link Plugin}.
     *
     * @param alpha concentration: 0.1 gives clients of few classes, 100 nearly equal ones
     * @param dealing how many clients, and what they are tested on
     * @param minExamples draws that leave a client with fewer are repeated
     */
    public record Options(
            @Option(
                            value = "Concentration: 0.1 gives clients of few classes, 100 nearly equal ones",
                            defaultValue = "0.3",
                            min = 1e-6,
                            max = 1e9)
                    double alpha,
            @Option(value = "How many clients, and what they are tested on", inPlace = true) DealOptions dealing,
            @Option(
                            value = "Smallest number of examples of a client; draws that miss it are repeated",
                            defaultValue = "4",
                            min = 1,
                            unit = "examples")
                    int minExamples) {}

    /** Makes the partitioner that draws for every class how it spreads over the clients. */
    @Citation(
            "Hsu, Qi, Brown: Measuring the Effects of Non-Identical Data Distribution, arXiv 1909.06335; as dealt by PFLlib")
    public static final class Plugin extends PartitionerPlugin<Options> {
        /** Makes the plugin. */
        public Plugin() {
            super(
                    "dirichlet",
                    "Every class spread over the clients by a Dirichlet draw: small alpha, unlike clients",
                    Options.class,
                    (options, context) -> new DealtPartitioner(
                            new Dirichlet(options),
                            new RandomHoldOut(),
                            options.dealing().split()));
        }
    }

    @Override
    public int[][] deal(Pool pool, RandomGenerator random) {
        int[] everybody = IntStream.range(0, options.dealing().clients()).toArray();
        int[][] holders =
                IntStream.range(0, pool.classes()).mapToObj(label -> everybody).toArray(int[][]::new);
        return new DirichletSlices(options.alpha(), everybody.length, options.minExamples())
                .deal(pool, holders, random);
    }
}
