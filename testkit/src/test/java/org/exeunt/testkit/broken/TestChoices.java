package org.exeunt.testkit.broken;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;

/** Creates choices of components. */
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

    record Scale(
            @Option(value = "Factor that some components use", min = 0, max = 1, defaultValue = "1") double factor) {}

    /** Returns one choice of a component with an option. */
    static <T> List<PluginChoice<T>> scaled(Class<? super T> kind, Function<Scale, ? extends T> made) {
        final class Scaled extends Plugin<T, Scale> {
            Scaled() {
                super(kind, "scaled", "For a test", Scale.class, (options, context) -> made.apply(options));
            }
        }
        return List.of(PluginChoice.of(new Scaled(), new Scale(1)));
    }

    static <T> List<PluginChoice<T>> only(Class<? super T> kind, T made) {
        return by(kind, () -> made);
    }
}
