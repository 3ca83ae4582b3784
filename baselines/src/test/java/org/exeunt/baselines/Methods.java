package org.exeunt.baselines;

import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.strategy.Strategy;
import org.exeunt.strategies.plugins.StrategyPlugins;

/** The methods of this module, and of the one on which it depends. */
final class Methods {
    private Methods() {}

    static PluginChoice<Strategy<?>> choose(String id, Record options) {
        Plugins baselines = new BaselinePlugins();
        boolean baseline =
                baselines.plugins().stream().anyMatch(plugin -> plugin.id().equals(id));
        return (baseline ? baselines : new StrategyPlugins()).choose(Strategy.class, id, options);
    }
}
