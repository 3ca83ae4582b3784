package org.exeunt.testsupport;

import java.util.function.Consumer;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;

/** A plugin that gives one thing made beforehand. */
public final class Given<T> extends Plugin<T, Given.NoOptions> {
    /** Nothing to choose. */
    public record NoOptions() {}

    private Given(Class<? super T> kind, String id, T thing, Consumer<PluginContext> context) {
        super(kind, id, "A double.", NoOptions.class, (options, given) -> {
            context.accept(given);
            return thing;
        });
    }

    /** Returns the choice of a thing under an id. */
    public static <T> PluginChoice<T> of(Class<? super T> kind, String id, T thing) {
        return of(kind, id, thing, context -> {});
    }

    /** Does the same and hands on the context the thing is asked for with. */
    public static <T> PluginChoice<T> of(Class<? super T> kind, String id, T thing, Consumer<PluginContext> context) {
        return PluginChoice.of(new Given<>(kind, id, thing, context), new NoOptions());
    }
}
