package org.exeunt.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.ExitSet;
import org.exeunt.api.Macs;
import org.exeunt.api.Round;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.network.TrainingReport;
import org.exeunt.api.params.BlockRole;
import org.exeunt.api.params.LinearAlgebra;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.params.ParameterSet;
import org.exeunt.api.params.Payload;
import org.exeunt.api.strategy.AggregationWeights;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientSpec;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.FederationSpec;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.dl4j.Dl4jEngine;
import org.exeunt.strategies.Preset;
import org.exeunt.strategies.cafedistill.CafeDistill;
import org.exeunt.strategies.cafedistill.CafeDistillOptions;
import org.exeunt.strategies.plugins.StrategyPlugins;

/**
 * Time of the server step of CAFEDistill: the comparison of the final heads of a cohort, the weights of the teachers of
 * each client, and their weighted sums.
 *
 * <p>The heads are those of ResNet-18 with 100 classes; the backbone has a single value, because its aggregation is the
 * same for all strategies. Arguments: number of clients in the cohort, mu, number of steps after the first one, of
 * which the median is printed, and {@code engine} or {@code plain} for the linear algebra. With a larger mu, a client
 * has more teachers; with 1e6, all of them.
 */
public final class ServerStepBenchmark {
    private static final int CLASSES = 100;
    private static final int FEATURES = 512;

    private ServerStepBenchmark() {}

    /** Prints {@code teachers MEAN}, {@code cpu SECONDS} and {@code wall SECONDS}. */
    public static void main(String[] arguments) {
        int clients = Integer.parseInt(arguments[0]);
        double mu = Double.parseDouble(arguments[1]);
        int steps = Integer.parseInt(arguments[2]);
        FederationSpec federation = federation(clients);
        ClientResults results = results(federation);
        CafeDistill strategy = strategy(mu, arguments[3].equals("engine"));
        double[] cpu = new double[steps];
        double[] wall = new double[steps];
        double teachers = aggregate(strategy, federation, results);
        for (int step = 0; step < steps; step++) {
            double cpuBefore = TimedWork.cpuSeconds();
            long wallBefore = System.nanoTime();
            aggregate(strategy, federation, results);
            wall[step] = (System.nanoTime() - wallBefore) / 1e9;
            cpu[step] = TimedWork.cpuSeconds() - cpuBefore;
        }
        Arrays.sort(cpu);
        Arrays.sort(wall);
        System.out.printf(
                Locale.ROOT, "teachers %.1f%ncpu %.3f%nwall %.3f%n", teachers, cpu[steps / 2], wall[steps / 2]);
    }

    private static <S extends Record> double aggregate(
            Strategy<S> strategy, FederationSpec federation, ClientResults results) {
        SortedMap<ClientId, ExitSet> exits = new TreeMap<>();
        federation
                .clients()
                .forEach(client -> exits.put(client.id(), federation.network().allExits()));
        return strategy.aggregate(
                        strategy.initialize(federation), new RoundContext(federation, new Round(1), exits), results)
                .metrics()
                .get("mean-teachers");
    }

    private static FederationSpec federation(int clients) {
        ParameterLayout layout = new ParameterLayout.Builder()
                .add("backbone", BlockRole.BACKBONE, 1, List.of(1))
                .add("weights", BlockRole.HEAD, 1, List.of(CLASSES, FEATURES))
                .add("bias", BlockRole.HEAD, 1, List.of(CLASSES))
                .build();
        NetworkSpec network = NetworkSpec.of(
                layout,
                InputShape.image(3, 32, 32),
                CLASSES,
                List.of(new Macs(1)),
                List.of(new Macs(CLASSES * FEATURES)));
        List<ClientSpec> clientSpecs = IntStream.range(0, clients)
                .mapToObj(i -> new ClientSpec(new ClientId(i), 50))
                .toList();
        ParameterSet initial = noise(layout, Streams.ROOT.stream("init"));
        return FederationSpec.of(1, clientSpecs, network, client -> initial);
    }

    /** Returns the uploads of the clients: the initial head plus a common and an individual random direction. */
    private static ClientResults results(FederationSpec federation) {
        float[] initial = federation.initial().values();
        float[] common =
                noise(federation.layout(), Streams.ROOT.stream("common")).values();
        List<ClientResult> results = new ArrayList<>();
        for (ClientSpec client : federation.clients()) {
            float[] values = noise(
                            federation.layout(),
                            Streams.ROOT.stream("client", client.id().index()))
                    .values();
            for (int i = 0; i < values.length; i++) {
                values[i] += initial[i] + common[i];
            }
            Payload upload = Payload.of(ParameterSet.of(federation.layout().all(), values));
            results.add(new ClientResult.Success(
                    client.id(), new ClientUpdate(upload, Payload.empty(), TrainingReport.of(1, 1, 0))));
        }
        return new ClientResults(federation, results);
    }

    private static ParameterSet noise(ParameterLayout layout, RandomGenerator random) {
        float[] values = new float[layout.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.05 * random.nextGaussian());
        }
        return ParameterSet.of(layout.all(), values);
    }

    /** Returns the strategy with the defaults of the paper except for mu. */
    private static CafeDistill strategy(double mu, boolean useEngine) {
        LinearAlgebra algebra =
                useEngine ? new Dl4jEngine(new NoConfiguration()).linearAlgebra() : LinearAlgebra.plain();
        CafeDistillOptions options = new CafeDistillOptions(
                Preset.PAPER,
                1,
                mu,
                2,
                CafeDistillOptions.TeacherMode.FROZEN_SEPARATE,
                CafeDistillOptions.TeacherExit.FINAL,
                CafeDistillOptions.TeacherPool.SAMPLED,
                CafeDistillOptions.CrossEntropyScale.MEAN,
                false,
                true,
                AggregationWeights.DATA_SIZE);
        return (CafeDistill) new StrategyPlugins()
                .choose(Strategy.class, "cafedistill", options)
                .create(new NoConfiguration(algebra));
    }
}
