package org.exeunt.api.plugin;

import java.util.List;

/**
 * The plugins of a jar, as a list.
 *
 * <pre>{@code
 * public final class MyPlugins implements Plugins {
 *     @Override
 *     public List<Plugin<?, ?>> plugins() {
 *         return List.of(Plugin.of(Strategy.class, "my-method", MyMethod.Options.class, MyMethod::new)
 *                 .summary("Averages all but the first stage"));
 *     }
 * }
 * }</pre>
 *
 * <p>Lists are found by {@link java.util.ServiceLoader} under this type: a list is public, has a public constructor
 * without parameters, and the file {@code META-INF/services/org.exeunt.api.plugin.Plugins} of its jar names it. The
 * attribute {@code Exeunt-Api-Version} in the manifest of the jar is the version of the api for which it was compiled.
 */
public interface Plugins {
    /** Returns all plugins, each time the same ones. */
    List<Plugin<?, ?>> plugins();

    /**
     * Returns the choice of a plugin of this list; for tests and programs, which have no configuration file.
     *
     * @param kind interface of the kind
     * @param options instance of the plugin's options record
     * @throws IllegalArgumentException if the list has no plugin of the kind with the id, or it has other options
     */
    @SuppressWarnings("unchecked") // a plugin creates components of its kind
    default <T> PluginChoice<T> choose(Class<? super T> kind, String id, Record options) {
        return plugins().stream()
                .filter(plugin -> plugin.kind() == kind && plugin.id().equals(id))
                .findAny()
                .map(plugin -> new PluginChoice<T>((Plugin<? extends T, ?>) plugin, options))
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s has no %s with the id '%s'".formatted(getClass().getName(), kind.getSimpleName(), id)));
    }
}
