package org.exeunt.testkit.federation;

import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;

/** A plugin that returns a given component; its id is the name of the component's class, for messages. */
final class GivenPlugin<T> extends Plugin<T, NoOptions> {
    private GivenPlugin(Class<? super T> kind, T component) {
        super(
                kind,
                component.getClass().getSimpleName(),
                "A component of a simulation",
                NoOptions.class,
                (options, context) -> component);
    }

    static <T> PluginChoice<T> choice(Class<? super T> kind, T component) {
        return PluginChoice.of(new GivenPlugin<>(kind, component), new NoOptions());
    }
}
