package org.exeunt.config.plugins;

/**
 * A plugin, or a list of plugins, that could not be loaded.
 *
 * @param name the class of the list, if known
 * @param place its jar or folder
 * @param reason why it could not be loaded: a clause without full stop
 */
public record BrokenPlugin(String name, String place, String reason) {
    @Override
    public String toString() {
        return "%s in %s (%s)".formatted(name, place, reason);
    }
}
