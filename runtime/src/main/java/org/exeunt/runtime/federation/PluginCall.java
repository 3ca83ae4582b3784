package org.exeunt.runtime.federation;

import java.util.function.Supplier;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.plugin.PluginContext;

/** Calls plugins so that whatever they throw is told in their name. */
public final class PluginCall {
    private PluginCall() {}

    /**
     * Makes what was chosen.
     *
     * @param section of the configuration that chose it
     * @throws ExeuntException CONFIG-21 if the plugin refuses its options, PLUGIN-20 if it throws anything else
     */
    public static <T> T create(PluginChoice<T> choice, String section, PluginContext context) {
        return call(choice, "being created", () -> {
            try {
                return requireMade(choice, choice.create(context));
            } catch (IllegalArgumentException e) {
                throw new ExeuntException(
                        RunErrors.REFUSED_OPTIONS,
                        "%s refuses its options (section '%s'): %s. Correct that section."
                                .formatted(name(choice), section, e.getMessage()),
                        e);
            }
        });
    }

    private static <T> T requireMade(PluginChoice<T> choice, T made) {
        if (!choice.plugin().kind().isInstance(made)) {
            throw broken(
                    choice,
                    "its create() returned %s, no %s"
                            .formatted(
                                    made == null
                                            ? "null"
                                            : "a " + made.getClass().getName(),
                                    choice.plugin().kind().getSimpleName()));
        }
        return made;
    }

    /** Returns the answer to a question about what a plugin needs or accepts. */
    public static <T> T ask(PluginChoice<?> choice, Supplier<T> question) {
        return call(choice, "being asked what it needs", question);
    }

    /** Makes a call that gives nothing. */
    public static void run(PluginChoice<?> choice, String doing, Runnable call) {
        call(choice, doing, () -> {
            call.run();
            return null;
        });
    }

    /**
     * Returns what a call gives.
     *
     * @throws OutOfMemoryError if the plugin threw one: what it was asked to do may need more than there is
     */
    public static <T> T call(PluginChoice<?> choice, String doing, Supplier<T> call) {
        try {
            return call.get();
        } catch (ExeuntException | OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new ExeuntException(
                    RunErrors.BROKEN_PLUGIN,
                    "%s failed while %s: %s. This is a defect of the plugin; tell its author."
                            .formatted(name(choice), doing, FailureText.of(e)),
                    e);
        }
    }

    /** Returns the failure of a plugin that broke a rule of its contract. */
    public static ExeuntException broken(PluginChoice<?> choice, String found) {
        return new ExeuntException(
                RunErrors.BROKEN_PLUGIN,
                "%s broke its contract: %s. This is a defect of the plugin; tell its author."
                        .formatted(name(choice), found));
    }

    /** Returns kind, id and class. */
    static String name(PluginChoice<?> choice) {
        Plugin<?, ?> plugin = choice.plugin();
        return "%s '%s' (%s)"
                .formatted(
                        plugin.kind().getSimpleName(),
                        plugin.id(),
                        plugin.getClass().getName());
    }
}
