package org.exeunt.testsupport.engine;

import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;

/** The plugin of this module: the toy engine. */
public final class ToyPlugins implements Plugins {
    @Override
    public List<Plugin<?, ?>> plugins() {
        return List.of(new ToyEnginePlugin());
    }
}
