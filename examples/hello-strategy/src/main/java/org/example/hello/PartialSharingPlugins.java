package org.example.hello;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.strategy.Strategy;

/** The plugins of this project. */
public final class PartialSharingPlugins implements Plugins {
    @Override
    public List<Plugin<?, ?>> plugins() {
        return List.of(
                Plugin.of(Strategy.class, "partial-sharing", PartialSharing.Options.class, PartialSharing::new)
                        .summary("Shares all but the heads of the deepest exits, which stay personal"));
    }
}
