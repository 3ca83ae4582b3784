package org.exeunt.config.run;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Partitioner;
import org.exeunt.api.device.DeviceModel;
import org.exeunt.api.network.Engine;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Option.Affects;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.ClientExecutor;
import org.exeunt.api.strategy.ClientSampler;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.api.tracking.RunTracker;

/**
 * The validated configuration of a run, with all defaults filled in.
 *
 * @param network options of the network, of the class that the chosen engine defines
 */
public record RunConfig(
        @Option(
                        value = "Name of the run and of its directory: up to 100 letters, digits, '-', '_' and '.'",
                        pattern = RunConfig.NAME_PATTERN,
                        affects = Affects.RECORD)
                String name,
        @Option(value = "Seed of all random streams", defaultValue = "1") long seed,
        @Option(value = "The data set", affects = Affects.DATA) PluginChoice<DatasetSource> dataset,
        @Option(value = "Assignment of examples to clients", affects = Affects.DATA)
                PluginChoice<Partitioner> partition,
        @Option(
                        value = "Which clients and examples lack modalities of the input; all have all if omitted",
                        affects = Affects.DATA)
                Optional<ModalitiesConfig> modalities,
        @Option(
                        value = "Groups of equally many clients, by how their inputs differ from those of the data set",
                        minItems = 1,
                        affects = Affects.DATA)
                Optional<List<FeatureShiftConfig>> featureShift,
        @Option("The early-exit network; the engine defines its options") Record network,
        @Option(value = "The federated method", affects = Affects.METHOD) PluginChoice<Strategy<?>> strategy,
        @Option(
                        value = "Which exits are trained in a round; the default of the strategy if omitted",
                        affects = Affects.METHOD)
                Optional<PluginChoice<CoordinationPolicy>> coordination,
        @Option(value = "Selection of the clients of a round", defaultValue = "{\"type\": \"uniform\"}")
                PluginChoice<ClientSampler> sampling,
        @Option("Rounds and local training") TrainingConfig training,
        @Option(value = "When and how personal models are evaluated", defaultValue = "{}", affects = Affects.EVALUATION)
                EvaluationConfig evaluation,
        @Option("Devices of the clients, for simulated time and memory; no time is simulated if omitted")
                Optional<PluginChoice<DeviceModel>> devices,
        @Option(value = "Simulated faults", defaultValue = "{}") FaultsConfig faults,
        @Option(value = "Engine that computes the networks", defaultValue = "{\"type\": \"dl4j\"}")
                PluginChoice<Engine<?>> engine,
        @Option(value = "Where clients run", defaultValue = "{\"type\": \"local\"}", affects = Affects.NOTHING)
                PluginChoice<ClientExecutor> executor,
        @Option(
                        value = "Where client state is stored between rounds: in memory, in a file, or (auto) in "
                                + "memory up to 1/8 of the heap, then in a file",
                        defaultValue = "auto",
                        affects = Affects.RECORD)
                ClientStateStorage clientStateStorage,
        @Option(
                        value = "Trackers that receive the results of the run, in addition to the run directory",
                        defaultValue = "[]",
                        affects = Affects.RECORD)
                List<PluginChoice<RunTracker>> trackers) {
    /** Maximum number of characters of a name. */
    public static final int MAX_NAME_LENGTH = 100;

    static final String NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0," + (MAX_NAME_LENGTH - 1) + "}";

    public RunConfig {
        if (!name.matches(NAME_PATTERN)) {
            throw new IllegalArgumentException("name '%s' must match %s".formatted(name, NAME_PATTERN));
        }
        trackers = List.copyOf(trackers);
    }

    /** Returns this configuration with another coordination policy; with that of the strategy if empty. */
    public RunConfig withCoordination(Optional<PluginChoice<CoordinationPolicy>> other) {
        return new RunConfig(
                name,
                seed,
                dataset,
                partition,
                modalities,
                featureShift,
                network,
                strategy,
                other,
                sampling,
                training,
                evaluation,
                devices,
                faults,
                engine,
                executor,
                clientStateStorage,
                trackers);
    }
}
