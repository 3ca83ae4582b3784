package org.exeunt.config;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.network.Engine;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.tracking.RunTracker;

/**
 * A run as one JSON file describes it, validated, every default filled in.
 *
 * @param network an instance of the network options of the chosen engine
 */
public record RunConfig(
        @Option(
                        value = "Name of the run and of its directory: up to 100 letters, digits, '-', '_' and '.'",
                        pattern = RunConfig.NAME_PATTERN)
                String name,
        @Option(value = "Seed of all random streams", defaultValue = "1") long seed,
        @Option("Examples and labels") PluginChoice<DatasetSource> dataset,
        @Option("Which client holds which example") PluginChoice<Partitioner> partition,
        @Option("The early-exit network; its options are those of the engine") Record network,
        @Option("The federated method") PluginChoice<Strategy<?>> strategy,
        @Option("Which exits learn in a round; the strategy's usual policy if left out")
                Optional<PluginChoice<CoordinationPolicy>> coordination,
        @Option(value = "Who takes part in a round", defaultValue = "{\"type\": \"uniform\"}")
                PluginChoice<ClientSampler> sampling,
        @Option("How long and by what optimiser clients train") TrainingConfig training,
        @Option(value = "When and how personal models are evaluated", defaultValue = "{}") EvaluationConfig evaluation,
        @Option(value = "What goes wrong on purpose", defaultValue = "{}") FaultsConfig faults,
        @Option(value = "What computes the networks", defaultValue = "{\"type\": \"dl4j\"}")
                PluginChoice<Engine<?>> engine,
        @Option(value = "Where clients run", defaultValue = "{\"type\": \"local\"}")
                PluginChoice<ClientExecutor> executor,
        @Option(
                        value =
                                "Where what belongs to single clients rests between rounds: memory, a file, or memory up to an eighth of the"
                                        + " Java heap and then a file",
                        defaultValue = "auto")
                ClientStateStorage clientStateStorage,
        @Option(value = "Where records go besides the run directory", defaultValue = "[]")
                List<PluginChoice<RunTracker>> trackers) {
    static final String NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    public RunConfig {
        if (!name.matches(NAME_PATTERN)) {
            throw new IllegalArgumentException("name '%s' must match %s".formatted(name, NAME_PATTERN));
        }
        trackers = List.copyOf(trackers);
    }
}
