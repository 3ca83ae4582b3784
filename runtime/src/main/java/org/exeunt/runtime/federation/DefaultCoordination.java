package org.exeunt.runtime.federation;

import java.util.Optional;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.strategy.CoordinationPolicy;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.config.RecordBinder;
import org.exeunt.config.RunConfig;
import org.exeunt.config.plugins.PluginRegistry;

/** Fills in the default coordination policy of a strategy. */
public final class DefaultCoordination {
    private DefaultCoordination() {}

    /**
     * Returns the configuration with its own policy, or else with the default one of the strategy with default options.
     */
    public static RunConfig fill(RunConfig config, Strategy<?> strategy, PluginRegistry registry) {
        if (config.coordination().isPresent()) {
            return config;
        }
        PluginChoice<CoordinationPolicy> policy = new RecordBinder(registry)
                .choose(
                        CoordinationPolicy.class,
                        PluginCall.ask(config.strategy(), strategy::defaultCoordination),
                        "the default coordination of strategy '%s'"
                                .formatted(config.strategy().plugin().id()));
        return new RunConfig(
                config.name(),
                config.seed(),
                config.dataset(),
                config.partition(),
                config.modalities(),
                config.network(),
                config.strategy(),
                Optional.of(policy),
                config.sampling(),
                config.training(),
                config.evaluation(),
                config.devices(),
                config.faults(),
                config.engine(),
                config.executor(),
                config.clientStateStorage(),
                config.trackers());
    }
}
