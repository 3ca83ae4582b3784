package org.exeunt.api.plugin;

import java.util.function.Supplier;
import org.exeunt.api.Experimental;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.error.FailureText;
import org.exeunt.api.error.LackOfMemory;
import org.jspecify.annotations.Nullable;

/**
 * Creates plugins, whose failures name them; also for plugins that have {@linkplain PluginChoice other plugins} as
 * options.
 */
@Experimental
public final class PluginCall {

    private PluginCall() {}

    /**
     * Creates the instance of a configured plugin. What its methods throw names the plugin and the call, except for
     * exceptions that they declare; a result that is null is a violation of its contract (PLUGIN-20).
     *
     * @param section of the configuration that selects the plugin
     * @throws ExeuntException CONFIG-21 if the plugin rejects its options, PLUGIN-20 if it throws anything else
     */
    public static <T> T create(PluginChoice<T> choice, String section, PluginContext context) {
        return call(choice, "being created", () -> {
            try {
                return PluginGuard.around(choice, requireInstance(choice, choice.create(context)));
            } catch (IllegalArgumentException e) {
                throw new ExeuntException(
                        Errors.CONFIG_21,
                        "%s rejects its options (section '%s'): %s. Correct that section."
                                .formatted(name(choice), section, e.getMessage()),
                        e);
            }
        });
    }

    private static <T> T requireInstance(PluginChoice<T> choice, @Nullable T created) {
        if (!choice.plugin().kind().isInstance(created)) {
            throw contractViolation(
                    choice,
                    "its create() returned %s, no %s"
                            .formatted(
                                    created == null
                                            ? "null"
                                            : "a " + created.getClass().getName(),
                                    choice.plugin().kind().getSimpleName()));
        }
        return created;
    }

    /**
     * Returns the result of a call to something that a plugin returned, such as the design of an engine.
     *
     * @param activity for messages, such as {@code opening a network}
     */
    public static <T> T call(PluginChoice<?> choice, String activity, Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            throw named(choice, activity, e);
        }
    }

    /** Returns a failure with a code as it is, the failure of a lack of memory, or else that of the plugin. */
    static ExeuntException named(PluginChoice<?> choice, String activity, Throwable thrown) {
        return thrown instanceof ExeuntException known
                ? known
                : LackOfMemory.in(thrown).orElseGet(() -> failure(choice, activity, FailureText.of(thrown), thrown));
    }

    /**
     * Returns the exception for a plugin that failed unexpectedly.
     *
     * @param activity as for {@link #call}
     * @param found what happened, as {@link FailureText} describes it
     * @param cause may be null
     */
    public static ExeuntException failure(
            PluginChoice<?> choice, String activity, String found, @Nullable Throwable cause) {
        return new ExeuntException(
                Errors.PLUGIN_20,
                "%s failed while %s: %s. This is a defect of the class named there; report it to its author."
                        .formatted(name(choice), activity, found),
                cause);
    }

    /** Returns the exception for a plugin that violates its contract. */
    public static ExeuntException contractViolation(PluginChoice<?> choice, String found) {
        return new ExeuntException(
                Errors.PLUGIN_20,
                "%s violates its contract: %s. This is a defect of the plugin; report it to its author."
                        .formatted(name(choice), found));
    }

    /** Returns kind, id and declaring class of a plugin for messages. */
    static String name(PluginChoice<?> choice) {
        Plugin<?, ?> plugin = choice.plugin();
        return "%s '%s' (%s)"
                .formatted(
                        plugin.kind().getSimpleName(),
                        plugin.id(),
                        plugin.declaredBy().getName());
    }
}
