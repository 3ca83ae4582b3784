package org.exeunt.config.plugins;

import java.util.Optional;

/**
 * A plugin that a service file declares but that could not be loaded.
 *
 * @param name the declared class, or the invalid line of the service file
 * @param kind kind of the plugin; empty if unknown
 * @param id id of the plugin; empty if unknown
 * @param origin jar or folder of the service file or class
 * @param reason why it could not be loaded: a clause without capital and full stop
 * @param failure the exception thrown; empty if none
 */
public record BrokenPlugin(
        String name,
        Optional<PluginKind> kind,
        Optional<String> id,
        PluginOrigin origin,
        String reason,
        Optional<Throwable> failure) {
    boolean mayBe(PluginKind wanted) {
        return kind.isEmpty() || kind.get().equals(wanted);
    }

    @Override
    public String toString() {
        return "%s in %s (%s)".formatted(name, origin.location(), reason);
    }
}
