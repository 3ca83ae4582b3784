package org.exeunt.testkit.broken;

import java.util.List;
import java.util.function.Supplier;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.SimplePlugin;

/** Makes choices of things that need no options. */
final class Made {
    record NoOptions() {}

    private Made() {}

    static <T> List<PluginChoice<T>> by(Class<? super T> kind, Supplier<? extends T> made) {
        final class Plugin extends SimplePlugin<T, NoOptions> {
            Plugin() {
                super(
                        kind,
                        "made",
                        "For a test",
                        NoOptions.class,
                        ApiVersion.CURRENT,
                        (options, context) -> made.get());
            }
        }
        return List.of(PluginChoice.of(new Plugin(), new NoOptions()));
    }

    static <T> List<PluginChoice<T>> only(Class<? super T> kind, T made) {
        return by(kind, () -> made);
    }
}
