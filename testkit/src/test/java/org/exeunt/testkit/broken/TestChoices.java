package org.exeunt.testkit.broken;

import java.util.List;
import java.util.function.Supplier;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;

/** Creates choices of components without options. */
final class TestChoices {
    private TestChoices() {}

    static <T> List<PluginChoice<T>> by(Class<? super T> kind, Supplier<? extends T> made) {
        final class Single extends Plugin<T, NoOptions> {
            Single() {
                super(kind, "test", "For a test", NoOptions.class, (options, context) -> made.get());
            }
        }
        return List.of(PluginChoice.of(new Single(), new NoOptions()));
    }

    static <T> List<PluginChoice<T>> only(Class<? super T> kind, T made) {
        return by(kind, () -> made);
    }
}
