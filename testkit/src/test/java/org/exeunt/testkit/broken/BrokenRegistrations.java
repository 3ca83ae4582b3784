package org.exeunt.testkit.broken;

import java.util.List;
import org.exeunt.api.exit.ExitPolicy;
import org.exeunt.api.plugin.NoOptions;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.testkit.contract.PluginContract;

/**
 * Lists of one plugin with correct and wrong registrations and descriptions. Those that can be registered are in the
 * service file of the tests.
 */
public final class BrokenRegistrations {
    private static final ExitPolicy WITHOUT_RULES = calibration -> List.of();

    private BrokenRegistrations() {}

    /** Options with a component without description. */
    public record Undescribed(@Option(value = "How many", min = 1, defaultValue = "2") int number, int secret) {}

    /** Options with a default out of range. */
    public record OutOfRange(@Option(value = "How many", min = 1, defaultValue = "0") int number) {}

    /** Keeps all rules. */
    public static final class Sound implements Plugins {
        @Override
        public List<Plugin<?, ?>> plugins() {
            return List.of(policy("sound"));
        }
    }

    /** Breaks P1. */
    public static final class BadlyNamed implements Plugins {
        @Override
        public List<Plugin<?, ?>> plugins() {
            return List.of(policy("Bad_Name"));
        }
    }

    /** Breaks P2. */
    public static final class Unknown implements Plugins {
        @Override
        public List<Plugin<?, ?>> plugins() {
            return List.of(policy("unknown"));
        }
    }

    /** Breaks P4. */
    public static final class BadlySummedUp implements Plugins {
        @Override
        public List<Plugin<?, ?>> plugins() {
            return List.of(policy("badly-summed-up").summary("two lines\nof text."));
        }
    }

    /** Breaks P5. */
    public static final class BadlyDescribed implements Plugins {
        @Override
        public List<Plugin<?, ?>> plugins() {
            return List.of(Plugin.of(ExitPolicy.class, "badly-described", Undescribed.class, options -> WITHOUT_RULES)
                    .summary("For a test"));
        }
    }

    /** Breaks P6. */
    public static final class BadDefault implements Plugins {
        @Override
        public List<Plugin<?, ?>> plugins() {
            return List.of(Plugin.of(ExitPolicy.class, "bad-default", OutOfRange.class, options -> WITHOUT_RULES)
                    .summary("For a test"));
        }
    }

    /** Breaks P7. */
    public static final class Throwing implements Plugins {
        @Override
        public List<Plugin<?, ?>> plugins() {
            return List.of(Plugin.<ExitPolicy>of(ExitPolicy.class, "throwing", () -> {
                        throw new IllegalStateException("simulated failure");
                    })
                    .summary("For a test"));
        }
    }

    /** Breaks P8. */
    public static final class Counting implements Plugins {
        private static final class Counter extends Plugin<ExitPolicy, NoOptions> {
            @SuppressWarnings("UnusedVariable") // a state, which is what breaks the rule
            private int made;

            Counter() {
                super(ExitPolicy.class, "counting", "For a test", NoOptions.class, (none, context) -> WITHOUT_RULES);
                made++;
            }
        }

        @Override
        public List<Plugin<?, ?>> plugins() {
            return List.of(new Counter());
        }
    }

    private static Plugin<ExitPolicy, NoOptions> policy(String id) {
        return Plugin.<ExitPolicy>of(ExitPolicy.class, id, () -> WITHOUT_RULES).summary("For a test");
    }

    static class Registrations extends PluginContract {
        @Override
        protected Plugins plugins() {
            return CheckedPlugin.subject();
        }
    }

    static List<CheckedPlugin> list() {
        return List.of(
                row("", "is registered and described", new Sound()),
                row("P1", "has an id that is not in kebab case", new BadlyNamed()),
                row("P2", "is not registered", new Unknown()),
                row("P4", "has a summary of two lines", new BadlySummedUp()),
                row("P5", "has an option without a description", new BadlyDescribed()),
                row("P6", "has a default out of range", new BadDefault()),
                row("P7", "cannot be created", new Throwing()),
                row("P8", "has a state", new Counting()));
    }

    private static CheckedPlugin row(String rule, String what, Plugins list) {
        return new CheckedPlugin(rule, what, Registrations.class, list);
    }
}
