package org.exeunt.runtime.doubles;

import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.Choice;
import org.exeunt.api.plugin.SimplePlugin;

/** A plugin that gives one thing made beforehand. */
public final class Given<T> extends SimplePlugin<T, Given.NoOptions> {
    /** Nothing to choose. */
    public record NoOptions() {}

    private Given(Class<? super T> kind, String id, T thing) {
        super(kind, id, "A double.", NoOptions.class, ApiVersion.CURRENT, (options, context) -> thing);
    }

    /** Returns the choice of a thing under an id. */
    public static <T> Choice<T> of(Class<? super T> kind, String id, T thing) {
        return Choice.of(new Given<>(kind, id, thing), new NoOptions());
    }
}
