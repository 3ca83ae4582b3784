package org.exeunt.config.plugins;

import java.util.Collection;
import java.util.Map;

/** Finds plugins that are announced and must not be loaded, before one is. */
@FunctionalInterface
public interface PluginPrecaution {
    /**
     * Returns which of the announced classes must not be loaded.
     *
     * @param names of all announced classes
     * @return by name, a clause without capital and full stop: why
     */
    Map<String, String> refusals(Collection<String> names);
}
