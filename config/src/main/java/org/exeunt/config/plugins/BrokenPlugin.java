package org.exeunt.config.plugins;

import java.util.Optional;

/**
 * A plugin that a jar announces but that could not be loaded.
 *
 * @param name its class as announced, or the line of the service file that announces nothing
 * @param kind what it would make, if that can be told
 * @param id its id, if it could still say so
 * @param origin the jar that announces it
 * @param reason why, in words
 * @param failure what was thrown, if anything was
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
        return "%s in %s (%s)".formatted(name, origin.place(), reason);
    }
}
