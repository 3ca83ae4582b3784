package org.exeunt.testkit.broken;

import java.util.List;
import java.util.function.Supplier;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.testkit.contract.PluginContract;

/**
 * Plugins with correct and wrong registrations and descriptions. Those that can be registered are in the service file
 * of the tests.
 */
public final class BrokenRegistrations {
    private BrokenRegistrations() {}

    /** Options with a component without description. */
    public record Undescribed(@Option(value = "How many", min = 1, defaultValue = "2") int number, int secret) {}

    /** Options with a default out of range. */
    public record OutOfRange(@Option(value = "How many", min = 1, defaultValue = "0") int number) {}

    /** Creates a policy without rules. */
    public abstract static class TestPlugin<O extends Record> extends Plugin<ExitPolicy, O> {
        TestPlugin(String id, String summary, Class<O> options) {
            super(ExitPolicy.class, id, summary, options, (chosen, context) -> calibration -> List.of());
        }
    }

    /** Keeps all rules. */
    public static final class SoundPlugin extends TestPlugin<NoOptions> {
        public SoundPlugin() {
            super("sound", "For a test", NoOptions.class);
        }
    }

    /** Breaks P1. */
    public static final class BadlyNamedPlugin extends TestPlugin<NoOptions> {
        public BadlyNamedPlugin() {
            super("Bad_Name", "For a test", NoOptions.class);
        }
    }

    /** Breaks P2. */
    public static final class UnknownPlugin extends TestPlugin<NoOptions> {
        public UnknownPlugin() {
            super("unknown", "For a test", NoOptions.class);
        }
    }

    /** Breaks P4. */
    public static final class BadlySummedUpPlugin extends TestPlugin<NoOptions> {
        public BadlySummedUpPlugin() {
            super("badly-summed-up", "two lines\nof text.", NoOptions.class);
        }
    }

    /** Breaks P5. */
    public static final class BadlyDescribedPlugin extends TestPlugin<Undescribed> {
        public BadlyDescribedPlugin() {
            super("badly-described", "For a test", Undescribed.class);
        }
    }

    /** Breaks P6. */
    public static final class BadDefaultPlugin extends TestPlugin<OutOfRange> {
        public BadDefaultPlugin() {
            super("bad-default", "For a test", OutOfRange.class);
        }
    }

    /** Breaks P7. */
    public static final class ThrowingPlugin extends Plugin<ExitPolicy, NoOptions> {
        public ThrowingPlugin() {
            super("throwing", "For a test", (options, context) -> {
                throw new IllegalStateException("simulated failure");
            });
        }
    }

    /** Breaks P8. */
    public static final class CountingPlugin extends TestPlugin<NoOptions> {
        private int made;

        public CountingPlugin() {
            super("counting", "For a test", NoOptions.class);
            made++;
        }

        public int made() {
            return made;
        }
    }

    static class Registrations extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return CheckedPlugin.<Supplier<Plugin<?, ?>>>subject().get();
        }
    }

    static List<CheckedPlugin> list() {
        return List.of(
                row("", "is registered and described", SoundPlugin::new),
                row("P1", "has an id that is not in kebab case", BadlyNamedPlugin::new),
                row("P2", "is not registered", UnknownPlugin::new),
                row("P4", "has a summary of two lines", BadlySummedUpPlugin::new),
                row("P5", "has an option without a description", BadlyDescribedPlugin::new),
                row("P6", "has a default out of range", BadDefaultPlugin::new),
                row("P7", "cannot be created", ThrowingPlugin::new),
                row("P8", "has a state", CountingPlugin::new));
    }

    private static CheckedPlugin row(String rule, String what, Supplier<Plugin<?, ?>> plugin) {
        return new CheckedPlugin(rule, what, Registrations.class, plugin);
    }
}
