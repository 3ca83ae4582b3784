package org.exeunt.it.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Network;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.datasets.shapes.ShapesSource;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Plugins that use {@link #NAME} for everything: data set, classes, rules, metrics, warnings and causes of failure.
 * They are not registered as services of these tests, but by a folder on the class path of a child process.
 */
public final class HostilePlugins {
    /** A formula, a change of text direction, and markup of every format; without line breaks, which labels forbid. */
    static final String NAME = "=1+1,\"\u202ex\u2066|`<b>[a](b)*c*_d_\\input{e}%$#&~^";

    /** {@link #NAME} with escape sequences that clear the screen, and with a line break. */
    static final String LINES = NAME + "\u001b[2J\r\n\u009b1mz";

    private HostilePlugins() {}

    /** Writes a folder that registers the plugins, and returns it. */
    static Path services(Path folder) throws IOException {
        Path file = folder.resolve("META-INF/services/" + Plugin.class.getName());
        Files.createDirectories(file.getParent());
        return Files.writeString(
                        file,
                        Stream.of(Data.class, Policy.class, Method.class)
                                .map(Class::getName)
                                .collect(Collectors.joining("\n")))
                .getParent()
                .getParent()
                .getParent();
    }

    /** The data set {@code hostile-data}. */
    public static final class Data extends Plugin<DatasetSource, ShapesSource.Options> {
        /** Called by the service loader. */
        public Data() {
            super(
                    "hostile-data",
                    LINES,
                    (options, context) -> renamed(new ShapesSource.Provider().create(options, context)));
        }

        private static DatasetSource renamed(DatasetSource shapes) {
            return new DatasetSource() {
                @Override
                public Dataset load(RandomStreams streams) {
                    Dataset dataset = shapes.load(streams);
                    return Dataset.of(
                            LINES,
                            dataset.input(),
                            IntStream.range(0, dataset.classes())
                                    .mapToObj(label -> LINES + label)
                                    .toList(),
                            dataset.train(),
                            dataset.test(),
                            dataset.files());
                }

                @Override
                public Optional<InputReader> inputReader() {
                    return Optional.of(new InputReader() {
                        @Override
                        public String form() {
                            return LINES;
                        }

                        @Override
                        public float[] read(Path file) {
                            return new float[3 * 32 * 32];
                        }
                    });
                }
            };
        }
    }

    /** The exit policy {@code hostile-policy}. */
    public static final class Policy extends Plugin<ExitPolicy, NoOptions> {
        /** Called by the service loader. */
        public Policy() {
            super("hostile-policy", LINES, (options, context) -> calibration -> List.of(new FirstExit()));
        }
    }

    private record FirstExit() implements ExitRule {
        @Override
        public String label() {
            return NAME;
        }

        @Override
        public boolean shouldExit(ExitInput view) {
            return true;
        }
    }

    /** The strategy {@code hostile-method}, which averages. */
    public static final class Method extends Plugin<Strategy<?>, FedAvg.Options> {
        /** Called by the service loader. */
        public Method() {
            super("hostile-method", LINES, (options, context) -> {
                context.warn(LINES);
                return new Averaging((FedAvg) new FedAvg.Provider().create(options, context));
            });
        }
    }

    private static final class Averaging extends ForwardingStrategy<FedAvg.Server> {
        Averaging(FedAvg averaging) {
            super(averaging);
        }

        @Override
        public ClientUpdate train(ClientContext client, Network network) {
            if (client.id().index() == 1) {
                throw new IllegalStateException(LINES);
            }
            return super.train(client, network);
        }

        @Override
        public AggregationResult<FedAvg.Server> aggregate(
                FedAvg.Server state, RoundContext round, ClientResults results) {
            AggregationResult<FedAvg.Server> merged = super.aggregate(state, round, results);
            Map<String, Double> metrics = new TreeMap<>(merged.metrics());
            metrics.put(LINES, 0.5);
            return new AggregationResult<>(merged.state(), metrics, merged.relations());
        }
    }
}
