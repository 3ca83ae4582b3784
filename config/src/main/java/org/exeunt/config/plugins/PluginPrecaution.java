package org.exeunt.config.plugins;

import java.util.Collection;
import java.util.Map;

/** Selects declared plugins that must not be loaded. */
@FunctionalInterface
public interface PluginPrecaution {
    /**
     * Returns the plugins that must not be loaded. Called once, before any plugin is loaded.
     *
     * @param names class names of all declared plugins
     * @return reasons by class name, each a clause without capital and full stop
     */
    Map<String, String> refusals(Collection<String> names);
}
