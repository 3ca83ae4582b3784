package org.exeunt.it.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.exit.ExitRule;
import org.exeunt.api.network.Network;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.api.strategy.AggregationResult;
import org.exeunt.api.strategy.ClientContext;
import org.exeunt.api.strategy.ClientResults;
import org.exeunt.api.strategy.ClientUpdate;
import org.exeunt.api.strategy.ForwardingStrategy;
import org.exeunt.api.strategy.RoundContext;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.plugins.PluginScan;
import org.exeunt.datasets.shapes.ShapesSource;
import org.exeunt.strategies.fedavg.FedAvg;

/**
 * Plugins that use {@link #NAME} for everything: data set, classes, rules, metrics, warnings and causes of failure.
 * They are not registered as services of these tests, but by a folder on the class path of a child process.
 */
public final class HostilePlugins implements Plugins {
    /** A formula, a change of text direction, and markup of every format; without line breaks, which labels forbid. */
    static final String NAME = "=1+1,\"\u202ex\u2066|`<b>[a](b)*c*_d_\\input{e}%$#&~^";

    /** {@link #NAME} with escape sequences that clear the screen, and with a line break. */
    static final String LINES = NAME + "\u001b[2J\r\n\u009b1mz";

    @Override
    public List<Plugin<?, ?>> plugins() {
        return List.of(
                Plugin.of(
                                DatasetSource.class,
                                "hostile-data",
                                ShapesSource.Options.class,
                                options -> new Data(new ShapesSource(options)))
                        .summary(LINES),
                Plugin.<ExitPolicy>of(ExitPolicy.class, "hostile-policy", () -> calibration -> List.of(new FirstExit()))
                        .summary(LINES),
                Plugin.of(Strategy.class, "hostile-method", FedAvg.Options.class, (options, context) -> {
                            context.warn(LINES);
                            return new Averaging(new FedAvg(options));
                        })
                        .summary(LINES));
    }

    /** Writes a folder that registers the plugins, and returns it. */
    static Path services(Path folder) throws IOException {
        Path file = folder.resolve(PluginScan.SERVICE_FILE);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, HostilePlugins.class.getName())
                .getParent()
                .getParent()
                .getParent();
    }

    private record Data(DatasetSource shapes) implements DatasetSource {
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
